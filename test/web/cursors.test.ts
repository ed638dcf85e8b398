import fc from 'fast-check'
import t from 'tap'
import { Cursors } from '../../web/client/cursors.js'

t.test('each event counts once, and the cursor never passes one that is missing', async t => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 12 })), seqs => {
      const cursors = new Cursors()
      cursors.set('d', 0)
      const taken = seqs.filter(seq => cursors.take('d', seq))
      t.same(taken, [...new Set(seqs)])
      const all = new Set(seqs)
      let known = 0
      while (all.has(known + 1)) known++
      t.equal(cursors.after('d'), known)
    }),
  )
})

t.test('a dialog begins where it is first met, and the quietest of too many is dropped', async t => {
  const cursors = new Cursors()
  t.ok(cursors.take('old', 12))
  t.notOk(cursors.take('old', 11))
  t.equal(cursors.after('old'), 12)
  for (let i = 0; i < 31; i++) cursors.set(`d${i}`, 0)
  cursors.take('old', 13)
  cursors.set('one more', 0)
  t.equal(cursors.after('old'), 13)
  t.equal(cursors.after('d0'), undefined)
  t.equal(cursors.entries().length, 32)
})

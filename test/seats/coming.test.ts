import { EventEmitter, once } from 'node:events'
import t from 'tap'
import { createComing } from '../../src/seats/coming.js'

t.test('dialogs come while their work runs, each customer’s in order', async t => {
  const coming = createComing()
  const ending = new EventEmitter()
  const come = (owner: string, dialogId: string) =>
    coming.during(owner, dialogId, () => once(ending, dialogId))
  const ends = [come('one', 'a'), come('other', 'b'), come('one', 'c')]
  t.same([[...coming.of('one')], [...coming.of('other')]], [['a', 'c'], ['b']])
  ending.emit('a')
  await ends[0]
  t.same([...coming.of('one')], ['c'])
  ending.emit('b')
  ending.emit('c')
  await Promise.all(ends)
  t.same([[...coming.of('one')], [...coming.of('other')]], [[], []])
})

t.test('work that fails has ended, too', async t => {
  const coming = createComing()
  await t.rejects(coming.during('one', 'a', () => Promise.reject(new Error('away'))))
  t.same([...coming.of('one')], [])
})

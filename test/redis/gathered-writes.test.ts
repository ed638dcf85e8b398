import { Writable } from 'node:stream'
import t from 'tap'
import { gatherWrites, HELD_MAX } from '../../src/redis/gathered-writes.js'
import { createLoopEnd } from '../../src/redis/loop-end.js'

/** A stream whose writes to the system are told. */
function told(loopEnd = createLoopEnd()) {
  const writes: unknown[] = []
  const stream = new Writable({
    decodeStrings: false,
    write(piece, _encoding, done) {
      writes.push(piece)
      done()
    },
  })
  gatherWrites(stream, loopEnd)
  return { stream, writes }
}

const nextTurn = () => new Promise(resolve => setImmediate(resolve))

t.test('what is written in one turn of the loop leaves together at its end', async t => {
  const { stream, writes } = told()
  stream.write('a')
  await undefined
  stream.write('b')
  t.same(writes, [])
  await nextTurn()
  t.same(writes, ['ab'])
  stream.write('c')
  await nextTurn()
  t.same(writes, ['ab', 'c'])
})

t.test('a crowd is not held back until the end of the turn', async t => {
  const { stream, writes } = told()
  const piece = 'x'.repeat(HELD_MAX / 4)
  for (let i = 0; i < 5; i++) stream.write(piece)
  t.same(writes, [piece.repeat(4)])
  await nextTurn()
  t.same(writes.join(''), piece.repeat(5))
})

t.test('what is made at the end of a turn of the loop leaves with what was written in it', async t => {
  const loopEnd = createLoopEnd()
  const { stream, writes } = told(loopEnd)
  loopEnd.make(() => stream.write('made'))
  stream.write('a')
  loopEnd.make(() => stream.write('too'))
  await nextTurn()
  t.same(writes, ['amadetoo'])
  loopEnd.make(() => stream.write('alone'))
  await nextTurn()
  t.same(writes, ['amadetoo', 'alone'])
})

t.test('what a callback waits for, and bytes, leave at once and behind what was written before', async t => {
  const { stream, writes } = told()
  stream.write('a')
  await new Promise(resolve => stream.write('b', resolve))
  t.same(writes, ['a', 'b'])
  stream.write('c')
  stream.write(Buffer.from('d'))
  t.same(writes, ['a', 'b', 'c', Buffer.from('d')])
  await nextTurn()
  t.equal(writes.length, 4)
})

t.test('an end loses nothing', async t => {
  const { stream, writes } = told()
  stream.write('a')
  stream.write('b')
  stream.end()
  await new Promise(resolve => stream.once('finish', resolve))
  t.same(writes, ['ab'])
  await nextTurn()
})

t.test('what was written to a stream that broke is dropped', async t => {
  const { stream, writes } = told()
  stream.write('a')
  stream.destroy()
  await nextTurn()
  t.same(writes, [])
})

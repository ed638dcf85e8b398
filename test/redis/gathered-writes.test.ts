import { Writable } from 'node:stream'
import t from 'tap'
import { gatherWrites, HELD_MAX } from '../../src/redis/gathered-writes.js'

/** A stream whose writes to the system are told, each as the pieces that it took. */
function told() {
  const writes: string[][] = []
  const stream = new Writable({
    decodeStrings: false,
    write(piece, _encoding, done) {
      writes.push([piece])
      done()
    },
    writev(pieces, done) {
      writes.push(pieces.map(({ chunk }) => chunk))
      done()
    },
  })
  gatherWrites(stream)
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
  t.same(writes, [['a', 'b']])
  stream.write('c')
  await nextTurn()
  t.same(writes, [['a', 'b'], ['c']])
})

t.test('a crowd is not held back until the end of the turn', async t => {
  const { stream, writes } = told()
  const pieces = Array.from({ length: HELD_MAX + 1 }, (_, i) => String(i))
  for (const piece of pieces) stream.write(piece)
  t.same(writes, [pieces.slice(0, HELD_MAX)])
  await nextTurn()
  t.same(writes.flat(), pieces)
})

t.test('what a callback waits for is called when its piece has left', async t => {
  const { stream, writes } = told()
  await new Promise(resolve => stream.write('a', resolve))
  t.same(writes, [['a']])
})

t.test('an end loses nothing', async t => {
  const { stream, writes } = told()
  stream.write('a')
  stream.write('b')
  stream.end()
  await new Promise(resolve => stream.once('finish', resolve))
  t.same(writes.flat(), ['a', 'b'])
  await nextTurn()
})

import { EventEmitter } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import t from 'tap'
import { createLogBuffer, type LogOutput } from '../../src/ops/log-buffer.js'

/** An output whose reader takes a piece when the test says so. */
function createReader() {
  const pieces: string[] = []
  const waiting: ((error?: Error) => void)[] = []
  let arrived: () => void = () => undefined
  const output: LogOutput = Object.assign(new EventEmitter(), {
    write(text: string, done: (error?: Error) => void) {
      pieces.push(text)
      waiting.push(done)
      arrived()
    },
  })
  return {
    output,
    pieces,
    take: (error?: Error) => waiting.shift()?.(error),
    piece: () =>
      new Promise<void>(resolve => {
        arrived = resolve
      }),
  }
}

t.test('lines that come together go out in one piece, in their order', async t => {
  const reader = createReader()
  const buffer = createLogBuffer(reader.output, 100)
  for (const line of ['a\n', 'b\n', 'c\n']) buffer.write(line)
  t.same(reader.pieces, [], 'nothing is written in the tick of the line')
  await reader.piece()
  t.same(reader.pieces, ['a\nb\nc\n'])
})

t.test('what comes while the reader is slow waits and follows in one piece', async t => {
  const reader = createReader()
  const buffer = createLogBuffer(reader.output, 100)
  buffer.write('a\n')
  await reader.piece()
  for (const line of ['b\n', 'c\n']) buffer.write(line)
  t.equal(reader.pieces.length, 1)
  reader.take()
  t.same(reader.pieces, ['a\n', 'b\nc\n'])
})

t.test('lines beyond the bound are dropped and counted, later ones are taken again', async t => {
  const reader = createReader()
  const buffer = createLogBuffer(reader.output, 6)
  buffer.write('aa\n')
  await reader.piece()
  buffer.write('bb\n')
  buffer.write('c\n')
  buffer.write('d\n')
  t.equal(buffer.dropped(), 2, 'what is under way counts')
  reader.take()
  reader.take()
  buffer.write('e\n')
  await buffer.flush(0)
  t.same(reader.pieces, ['aa\n', 'bb\n', 'e\n'])
})

t.test('a reader that has gone costs lines, nothing else', async t => {
  const reader = createReader()
  const buffer = createLogBuffer(reader.output, 100)
  buffer.write('a\n')
  buffer.write('b\n')
  await reader.piece()
  reader.take(new Error('EPIPE'))
  ;(reader.output as unknown as EventEmitter).emit('error', new Error('EPIPE'))
  t.equal(buffer.dropped(), 2)
})

t.test('a flush writes at once and resolves when the reader has all', async t => {
  const reader = createReader()
  const buffer = createLogBuffer(reader.output, 100)
  buffer.write('a\n')
  const order: string[] = []
  const flushed = buffer.flush(60_000).then(() => order.push('flushed'))
  t.same(reader.pieces, ['a\n'])
  buffer.write('b\n')
  reader.take()
  await delay(1)
  t.same(order, [], 'b is not taken yet')
  reader.take()
  await flushed
  t.same(reader.pieces, ['a\n', 'b\n'])
})

t.test('a flush gives up on a reader that takes nothing', async t => {
  const reader = createReader()
  const buffer = createLogBuffer(reader.output, 100)
  buffer.write('a\n')
  await buffer.flush(5)
  t.equal(reader.pieces.length, 1)
})

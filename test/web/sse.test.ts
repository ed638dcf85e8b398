import fc from 'fast-check'
import t from 'tap'
import { createEventParser, readEvents, type ServerEvent } from '../../web/client/sse.js'

function parse(pieces: readonly string[]): { events: ServerEvent[]; retries: number[] } {
  const events: ServerEvent[] = []
  const retries: number[] = []
  const take = createEventParser({ event: event => events.push(event), retry: ms => retries.push(ms) })
  for (const piece of pieces) take(piece)
  return { events, retries }
}

t.test('events, comments, pauses and data of several lines are told apart', async t => {
  const { events, retries } = parse([
    ':\n\nevent: delta\nid: 3\ndata: {"text":"你"}\n\n',
    'data: a\r\ndata:b\rdata\n\n',
    'event: lost\n\nretry: 250\nretry: soon\n\ndata: unfinished\n',
  ])
  t.same(events, [
    { name: 'delta', data: '{"text":"你"}', id: '3' },
    { name: 'message', data: 'a\nb\n' },
  ])
  t.same(retries, [250])
})

t.test('it does not matter where a stream is cut', async t => {
  const line = fc.constantFrom(
    'event: delta',
    'data: x',
    'data:  y',
    'data',
    'id: 1',
    ': note',
    'retry: 7',
    '',
  )
  const end = fc.constantFrom('\n', '\r\n', '\r')
  const streams = fc.array(fc.tuple(line, end)).map(lines => lines.flat().join(''))
  fc.assert(
    fc.property(streams, fc.array(fc.nat(), { maxLength: 12 }), (stream, cuts) => {
      const at = [0, ...cuts.map(cut => cut % (stream.length + 1)), stream.length].sort((a, b) => a - b)
      const pieces = at.slice(1).map((to, i) => stream.slice(at[i], to))
      t.same(parse(pieces), parse([stream]))
    }),
  )
})

t.test('bytes cut through a character are put together again', async t => {
  const bytes = new TextEncoder().encode('data: 退货\n\n')
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte))
      controller.close()
    },
  })
  const heard: string[] = []
  await readEvents(body, { event: ({ data }) => heard.push(data), retry: () => undefined })
  t.same(heard, ['退货'])
})

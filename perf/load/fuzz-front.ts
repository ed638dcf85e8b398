// Random input of three kinds against the front: requests as values, frames, and bytes on sockets. Whatever comes
// is answered with something below 500, and what comes after it is served. The tests run it short, `npm run attack -- --fuzz N` long.
import { connect } from 'node:net'
import fc from 'fast-check'
import { createFrontHandler, type Front, openFront } from '../../src/front/front.js'
import type { Request } from '../../src/front/http/request.js'
import { Connection } from '../../src/front/socket/connection.js'
import { Session } from '../../src/front/socket/session.js'
import { createTexts } from '../../src/texts.js'
import { customer, dialogId, fakeParts, limits, readyChat, replyTo, tokenFor, turnId } from './fake-front.js'

const texts = createTexts(undefined)

function parts() {
  const chat = readyChat()
  chat.onPost = ({ order, sink }) => {
    chat.held.length = 0
    sink.end(replyTo(order))
  }
  return fakeParts(chat)
}

const word = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(dialogId, turnId, '', ' ', '\u0000', '\ud800', '__proto__', '1e999', 'x'.repeat(5000)),
)
const field = fc.oneof(word, fc.integer(), fc.double(), fc.constant(null), fc.array(word), fc.jsonValue())
const questionLike = fc.dictionary(
  fc.constantFrom('text', 'uid', 'dialog_id', 'attachments', 'key', '__proto__', 'toString'),
  field,
)
const json = fc.oneof(
  questionLike.map(value => JSON.stringify(value)),
  fc.json(),
  word,
  fc.integer({ min: 1, max: 7000 }).map(depth => `{"text":${'['.repeat(depth)}`),
)
const path = fc.oneof(
  fc.constantFrom(
    '/chat',
    '/healthz',
    '/admin/level',
    '/admin/gray',
    '/admin/gray/promote',
    `/chat/${dialogId}/turns/${turnId}/feedback`,
    `/chat/${dialogId}/rating`,
    `/chat/${dialogId}/transcript`,
    `/chat/${dialogId}/confirmations/${turnId}`,
    `/chat/${dialogId}/turns/${turnId}/report`,
    `/chat/${dialogId}/images`,
    `/chat/${dialogId}/images/${'a'.repeat(32)}`,
    '/ws',
    '/openapi.json',
    `/chat/${dialogId}`,
    `/chat/${dialogId}/turns/${turnId}`,
  ),
  fc.webPath(),
  word,
)
const headerName = fc.constantFrom(
  'accept',
  'accept-encoding',
  'accept-language',
  'content-type',
  'idempotency-key',
  'prefer',
  'traceparent',
  'last-event-id',
  'origin',
  'access-control-request-headers',
  'x-other',
)
const headerValue = fc.oneof(
  word,
  fc.constantFrom('text/event-stream', 'application/json', 'gzip', 'br;q=x', 'wait=5', 'en;q=1', '5'),
)

const request = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH', 'get'),
  path,
  query: fc.oneof(fc.constant(''), fc.webQueryParameters(), fc.constant('wait=99999999999999999999')),
  headers: fc.dictionary(headerName, headerValue),
  body: fc.oneof(
    json.map(text => ({ kind: 'text', text }) as const),
    fc.constantFrom<Request['body']>(
      { kind: 'none' },
      { kind: 'too-large' },
      { kind: 'invalid-utf8' },
      { kind: 'endless' },
    ),
  ),
})

/** Requests as values. */
export async function fuzzRequests(runs: number, seed?: number): Promise<void> {
  const { handler } = createFrontHandler(parts(), limits)
  const tokens = [await tokenFor(), await tokenFor('admin'), await tokenFor('seat'), 'a.b.c']
  await fc.assert(
    fc.asyncProperty(request, fc.constantFrom(...tokens), async (given, token) => {
      const headers = new Map(
        Object.entries({
          'content-type': 'application/json',
          authorization: `Bearer ${token}`,
          ...given.headers,
        }),
      )
      const reply = await handler.handle({ ...given, headers, client: { isOpen: true, onGone: undefined } })
      if (reply.status >= 500) throw new Error(`answered ${reply.status}`)
    }),
    { numRuns: runs, ...(seed !== undefined && { seed }) },
  )
}

const frame = fc.oneof(
  json,
  fc
    .dictionary(fc.constantFrom('ref', 'text', 'dialog_id', 'turn_id', 'after', 'seq', 'score', 'key'), field)
    .chain(value =>
      fc
        .constantFrom(
          'turn',
          'resume',
          'cancel',
          'handoff',
          'feedback',
          'confirm',
          'rate',
          'typing',
          'read',
          'x',
        )
        .map(type => JSON.stringify({ ...value, type })),
    ),
)

/** Frames, as the connection gets them from uWS. */
export function fuzzFrames(runs: number, seed?: number): void {
  const front = parts()
  const { admitter, opinions, decisions } = createFrontHandler(front, limits)
  const kind = {
    path: '/ws',
    role: 'customer',
    listen: (peer: Connection) =>
      new Session(
        { ...front, admitter, opinions, decisions, mayAsk: () => true, maySign: () => true, limits },
        peer,
      ),
  } as const
  fc.assert(
    fc.property(frame, fc.boolean(), (text, isBinary) => {
      const wire = {
        send(message: string) {
          if (/"status":5\d\d/.test(message)) throw new Error(message)
          return 1
        },
        getBufferedAmount: () => 0,
        end: () => undefined,
      }
      const parts = { ...front, texts, kind, frames: { mayHear: () => true } }
      const connection = new Connection(parts, customer, 'zh')
      connection.opened(wire)
      const bytes = new TextEncoder().encode(text)
      connection.receive(bytes.buffer.slice(0, bytes.byteLength), isBinary)
      connection.closed()
    }),
    { numRuns: runs, ...(seed !== undefined && { seed }) },
  )
}

const token = await tokenFor()
const line = fc.oneof(
  fc.constantFrom(
    'Host: x',
    'Content-Length: 12',
    'Content-Length: 5',
    'Transfer-Encoding: chunked',
    'Content-Type: application/json',
    `Authorization: Bearer ${token}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version: 13',
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
)
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc
    .tuple(
      fc.constantFrom(
        'GET /ws HTTP/1.1',
        'POST /chat HTTP/1.1',
        'GET /healthz HTTP/1.1',
        'GET / HTTP/9',
        'X',
      ),
      fc.array(line, { maxLength: 8 }),
      fc.uint8Array({ maxLength: 100 }),
    )
    .map(([first, lines, rest]) =>
      Buffer.concat([Buffer.from(`${[first, ...lines].join('\r\n')}\r\n\r\n`), rest]),
    ),
)

/** Bytes on sockets, cut into pieces; each connection is dropped once the bytes are out. */
export async function fuzzSockets(runs: number, seed?: number): Promise<void> {
  const front = await openFront(parts(), limits, { host: '127.0.0.1', port: 0, socketsMax: 10_000 })
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(bytes, { minLength: 1, maxLength: 4 }), pieces => throwAt(front, pieces)),
      { numRuns: runs, ...(seed !== undefined && { seed }) },
    )
    const response = await fetch(`http://127.0.0.1:${front.port}/healthz`)
    if (response.status !== 200) throw new Error('the server serves no more')
  } finally {
    front.close()
  }
}

function throwAt({ port }: Front, pieces: Uint8Array[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    let received = ''
    socket.on('data', piece => {
      received += piece.toString('latin1')
    })
    // Being cut off is what most of this deserves.
    socket.on('error', () => undefined)
    socket.on('close', () => {
      // 505 is uWS's own word for what is no HTTP/1.1.
      if (/^HTTP\/1\.1 50[0-4]/m.test(received)) reject(new Error(received))
      else resolve()
    })
    for (const piece of pieces) socket.write(piece)
    setImmediate(() => setImmediate(() => socket.destroy()))
  })
}

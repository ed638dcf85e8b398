// Reads the body of an OTLP request as a collector does, by wire types and the field numbers of its protobuf alone; and a
// collector that keeps the spans that it gets.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Teardowns } from '../e2e/harness.js'

export interface ReadSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentId: string
  readonly name: string
  readonly kind: number
  readonly startMs: number
  readonly endMs: number
  readonly attributes: Readonly<Record<string, unknown>>
  readonly error: string | undefined
  readonly resource: Readonly<Record<string, unknown>>
}

const STATUS_ERROR = 2n

type Message = ReadonlyMap<number, readonly (bigint | Buffer)[]>

export function readSpans(body: Uint8Array): ReadSpan[] {
  return messages(messageOf(Buffer.from(body)), 1).flatMap(resourceSpans => {
    const resource = attributesOf(messages(resourceSpans, 1)[0] ?? new Map(), 1)
    const spans = messages(resourceSpans, 2).flatMap(scope => messages(scope, 2))
    return spans.map(span => spanOf(span, resource))
  })
}

function spanOf(span: Message, resource: ReadSpan['resource']): ReadSpan {
  const [status] = messages(span, 15)
  return {
    traceId: hex(span, 1),
    spanId: hex(span, 2),
    parentId: hex(span, 4),
    name: text(span, 5),
    kind: Number(span.get(6)?.[0] ?? 0),
    startMs: momentOf(span, 7),
    endMs: momentOf(span, 8),
    attributes: attributesOf(span, 9),
    error: status && status.get(3)?.[0] === STATUS_ERROR ? text(status, 2) : undefined,
    resource,
  }
}

function attributesOf(message: Message, number: number): Record<string, unknown> {
  return Object.fromEntries(
    messages(message, number).map(pair => [text(pair, 1), readValue(messages(pair, 2)[0] ?? new Map())]),
  )
}

function readValue(value: Message): unknown {
  if (value.has(1)) return text(value, 1)
  if (value.has(2)) return value.get(2)?.[0] === 1n
  if (value.has(3)) return Number(BigInt.asIntN(64, BigInt(value.get(3)?.[0] as bigint)))
  if (value.has(4)) return bytes(value, 4).readDoubleLE()
  return messages(value, 5).flatMap(list => messages(list, 1).map(readValue))
}

const bytes = (message: Message, number: number) => (message.get(number)?.[0] ?? Buffer.alloc(0)) as Buffer
const text = (message: Message, number: number) => bytes(message, number).toString('utf8')
const hex = (message: Message, number: number) => bytes(message, number).toString('hex')
const momentOf = (message: Message, number: number) =>
  Number(bytes(message, number).readBigUInt64LE() / 1_000_000n)
const messages = (message: Message, number: number) =>
  ((message.get(number) ?? []) as readonly Buffer[]).map(messageOf)

/** Bytes by wire type; other types say their length, or are a number. */
const fixed: Readonly<Record<number, number>> = { 1: 8, 5: 4 }

function messageOf(body: Buffer): Message {
  const fields = new Map<number, (bigint | Buffer)[]>()
  let at = 0
  const varint = () => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = body[at++]
      if (byte === undefined) throw new Error('the message ends in a number')
      value |= BigInt(byte & 127) << shift
      if (byte < 128) return value
    }
  }
  const take = (length: number) => {
    if (at + length > body.length) throw new Error('the message is cut')
    at += length
    return body.subarray(at - length, at)
  }
  while (at < body.length) {
    const tag = Number(varint())
    const wire = tag & 7
    const length = fixed[wire]
    const value = wire === 0 ? varint() : take(length ?? Number(varint()))
    const number = tag >> 3
    fields.set(number, [...(fields.get(number) ?? []), value])
  }
  return fields
}

export interface Collector {
  readonly url: string
  readonly spans: readonly ReadSpan[]
  /** Resolves to the first span, come or to come, that fits. */
  next(fits: (span: ReadSpan) => boolean): Promise<ReadSpan>
}

const PATIENCE_MS = 20_000

/** `statuses` are answered in turn, the last one from then on. */
export async function startCollector(t: Teardowns, statuses: readonly number[] = [200]): Promise<Collector> {
  const spans: ReadSpan[] = []
  let asked = 0
  let onSpan = () => {}
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece as Buffer)
    const status = statuses[Math.min(asked++, statuses.length - 1)] ?? 200
    const isTheirs =
      request.url === '/v1/traces' && request.headers['content-type'] === 'application/x-protobuf'
    if (isTheirs && status === 200) spans.push(...readSpans(Buffer.concat(pieces)))
    response.writeHead(isTheirs ? status : 404).end()
    onSpan()
  }).listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    async next(fits) {
      const until = Date.now() + PATIENCE_MS
      for (;;) {
        const found = spans.find(fits)
        if (found) return found
        const left = until - Date.now()
        if (left <= 0) throw new Error(`no such span in ${JSON.stringify(spans)}`)
        await new Promise<void>(resolve => {
          const timer = setTimeout(resolve, left)
          onSpan = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
    },
  }
}

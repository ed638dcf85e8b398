// Spans as the body of OTLP over HTTP: ExportTraceServiceRequest of opentelemetry/proto/trace/v1, in protobuf. The numbers
// are those of the fields there. Pure.
import type { Attributes, AttributeValue, TraceSpan } from './span.js'

const LENGTH = 2
const FIXED64 = 1
const VARINT = 0
const NANOS_PER_MS = 1_000_000n
const kinds = { internal: 1, server: 2, client: 3 } as const
const STATUS_ERROR = 2
const SCOPE = 'rushdesk'

export function encodeSpans(resource: Attributes, spans: readonly TraceSpan[]): Uint8Array {
  const scopeSpans = [field(1, text(1, SCOPE)), ...spans.map(span => field(2, spanBytes(span)))]
  return field(1, Buffer.concat([field(1, attributes(1, resource)), field(2, Buffer.concat(scopeSpans))]))
}

function spanBytes(span: TraceSpan): Buffer {
  return Buffer.concat([
    field(1, Buffer.from(span.traceId, 'hex')),
    field(2, Buffer.from(span.spanId, 'hex')),
    ...(span.parentId === undefined ? [] : [field(4, Buffer.from(span.parentId, 'hex'))]),
    text(5, span.name),
    whole(6, kinds[span.kind]),
    moment(7, span.startMs),
    moment(8, span.endMs),
    attributes(9, span.attributes),
    ...(span.error === undefined
      ? []
      : [field(15, Buffer.concat([text(2, span.error), whole(3, STATUS_ERROR)]))]),
  ])
}

function attributes(number: number, all: Attributes): Buffer {
  const pairs = Object.entries(all).map(([key, value]) =>
    field(number, Buffer.concat([text(1, key), field(2, anyValue(value))])),
  )
  return Buffer.concat(pairs)
}

function anyValue(value: AttributeValue): Buffer {
  if (typeof value === 'string') return text(1, value)
  if (typeof value === 'boolean') return whole(2, Number(value))
  if (typeof value === 'number') return Number.isSafeInteger(value) ? whole(3, value) : double(4, value)
  return field(5, Buffer.concat(value.map(one => field(1, text(1, one)))))
}

function field(number: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([varint((number << 3) | LENGTH), varint(bytes.length), bytes])
}

const text = (number: number, value: string) => field(number, Buffer.from(value))

function whole(number: number, value: number): Buffer {
  return Buffer.concat([varint((number << 3) | VARINT), varint(value)])
}

function double(number: number, value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(value)
  return Buffer.concat([varint((number << 3) | FIXED64), bytes])
}

function moment(number: number, ms: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(Math.round(ms)) * NANOS_PER_MS)
  return Buffer.concat([varint((number << 3) | FIXED64), bytes])
}

/** Negative numbers are ten bytes long, as protobuf's int64 is. */
function varint(value: number): Buffer {
  const bytes: number[] = []
  let left = BigInt.asUintN(64, BigInt(value))
  while (left > 127n) {
    bytes.push(Number(left & 127n) | 128)
    left >>= 7n
  }
  bytes.push(Number(left))
  return Buffer.from(bytes)
}

// A span as it is recorded: what was done, from when to when, in which trace. No text of a customer is in any of it.

export type AttributeValue = string | number | boolean | readonly string[]
export type Attributes = Readonly<Record<string, AttributeValue>>

export interface TraceSpan {
  /** 32 hex digits. */
  readonly traceId: string
  /** 16 hex digits. */
  readonly spanId: string
  /** Absent for the first of its trace. */
  readonly parentId?: string | undefined
  readonly name: string
  readonly kind: 'internal' | 'server' | 'client'
  /** Epoch milliseconds. */
  readonly startMs: number
  readonly endMs: number
  readonly attributes: Attributes
  /** A word for what went wrong; absent when nothing did. */
  readonly error?: string | undefined
}

/** The parts of a `traceparent` of ours. */
export function spanContextOf(traceparent: string): {
  readonly traceId: string
  readonly spanId: string
  readonly isSampled: boolean
} {
  return {
    traceId: traceparent.slice(3, 35),
    spanId: traceparent.slice(36, 52),
    isSampled: traceparent.endsWith('-01'),
  }
}

/** The id of the turn's own span, made of the id that its `traceparent` names: whatever happens within the turn knows its
 *  parent by the `traceparent` alone, also in another process. */
export function turnSpanId(spanId: string): string {
  const first = Number.parseInt(spanId.slice(0, 1), 16) ^ 8
  return first.toString(16) + spanId.slice(1)
}

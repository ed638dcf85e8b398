// W3C Trace Context, level 1: reading and continuing `traceparent`. Spans are not made here.
import type { IsSampled } from './sampler.js'

export interface Trace {
  /** 32 hex digits, continued from the request or new. */
  readonly traceId: string
  /** `traceparent` with our own span id: goes out with the response and to the vendor. */
  readonly traceparent: string
  /** The caller's span; absent where the trace begins. */
  readonly parentSpan?: string | undefined
}

/** Random lower-case hex of so many bytes. */
export type RandomHex = (bytes: number) => string

const shape = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/
const zeroTrace = '0'.repeat(32)
const zeroSpan = '0'.repeat(16)

/** Where no spans are recorded, the vendor and the shop may still record theirs. */
const asGiven: IsSampled = given => given ?? true

/** Continues the caller's trace under a new span id, or starts one when the header is absent or invalid (§3.2). */
export function continueTrace(
  header: string | undefined,
  randomHex: RandomHex,
  isSampled: IsSampled = asGiven,
): Trace {
  const given = header === undefined ? undefined : parse(header)
  const traceId = given?.traceId ?? randomHex(16)
  const flags = isSampled(given?.isSampled) ? '01' : '00'
  return { traceId, traceparent: `00-${traceId}-${randomHex(8)}-${flags}`, parentSpan: given?.span }
}

/** A trace of our own business: nobody asked for it, so it is not sampled. */
export function unsampledTraceparent(randomHex: RandomHex): string {
  return `00-${randomHex(16)}-${randomHex(8)}-00`
}

function parse(header: string): { traceId: string; span: string; isSampled: boolean } | undefined {
  const [, version, traceId = '', span = '', flags = '', rest] = shape.exec(header) ?? []
  if (version === undefined || version === 'ff' || (version === '00' && rest !== undefined)) return undefined
  if (traceId === zeroTrace || span === zeroSpan) return undefined
  // Only the sampled bit has a meaning in level 1; what else a later version sets is not ours to pass on (§3.2.2.5).
  return { traceId, span, isSampled: (Number.parseInt(flags, 16) & 1) === 1 }
}

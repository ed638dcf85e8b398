// The trace of a request: the one that it names, or a new one.
import type { TraceDecision } from '../../trace/sampler.js'
import { continueTrace, type RandomHex, type Trace } from '../../trace/trace.js'
import type { Request } from './request.js'

export interface TraceDeps {
  readonly randomHex: RandomHex
  /** Absent: no traces are recorded. */
  readonly tracing?: TraceDecision | undefined
}

/** Anybody may name a trace, but only a trusted proxy says whether it is recorded. */
export function traceOf({ headers, client }: Request, { randomHex, tracing }: TraceDeps): Trace {
  const given = headers.get('traceparent')
  if (tracing === undefined) return continueTrace(given, randomHex)
  const isTrusted = client.isTrusted?.() === true
  return continueTrace(given, randomHex, flag => tracing.isSampled(isTrusted ? flag : undefined))
}

// When a failed attempt is worth another one, and when. Pure: the caller waits and counts.
import type { LlmFailure } from './llm.js'

export interface RetryLimits {
  readonly attempts: number
  /** Before attempt n + 1 the wait is n times this: linear, not exponential. */
  readonly backoffMs: number
}

export interface FailedAttempt {
  /** From 1. */
  readonly attempt: number
  readonly why: LlmFailure
  readonly retryAfterMs: number | undefined
  readonly streamed: boolean
}

/** Milliseconds to wait before the next attempt; undefined when there must be none. `msLeft` is the turn's time left:
 *  a wait that reaches its end is no use, which also sends a 429 with a far Retry-After down the ladder at once. */
export function retryWait(failed: FailedAttempt, limits: RetryLimits, msLeft: number): number | undefined {
  if (failed.streamed || !canPass(failed.why) || failed.attempt >= limits.attempts) return undefined
  const waitMs = Math.max(failed.attempt * limits.backoffMs, failed.retryAfterMs ?? 0)
  return waitMs < msLeft ? waitMs : undefined
}

function canPass(why: LlmFailure): boolean {
  return why === 'connect' || why === 'timeout' || why === 'rate-limited' || why === 'server-error'
}

/** Reads Retry-After: seconds or an HTTP date (RFC 9110 §10.2.3). Undefined for anything else. */
export function readRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000
  const at = Date.parse(header)
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}

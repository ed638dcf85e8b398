// The end of a try, and the time of the next one. Pure.

/** Reason of a failed try; a dead letter shows its last one. */
export type TryFailure =
  | `status-${number}`
  | 'redirect'
  | 'timeout'
  | 'unreachable'
  | 'forbidden-address'
  /** The endpoint has no secret yet: there is nothing to sign with. */
  | 'no-secret'

export type TryEnd =
  | { readonly kind: 'delivered' }
  /** Status 410: the receiver wants no more events. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'failed'; readonly why: TryFailure; readonly retryAfterMs: number }

/** Longest time for which a receiver may put off the next try. */
const RETRY_AFTER_MAX_MS = 86_400_000
const JITTER = 0.1

/** `retryAfter` is the header of that name. */
export function endOfReply(status: number, retryAfter: string | undefined, now: number): TryEnd {
  if (status >= 200 && status < 300) return { kind: 'delivered' }
  if (status === 410) return { kind: 'gone' }
  const isRedirect = status >= 300 && status < 400
  const isPutOff = status === 429 || status === 503
  return {
    kind: 'failed',
    why: isRedirect ? 'redirect' : `status-${status}`,
    retryAfterMs: isPutOff ? readRetryAfter(retryAfter ?? '', now) : 0,
  }
}

/** RFC 9110 §10.2.3: seconds or a date; 0 for anything else. */
function readRetryAfter(text: string, now: number): number {
  const ms = /^\d{1,9}$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - now
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, 0), RETRY_AFTER_MAX_MS)
}

export interface Failures {
  /** Tries that were made, the failed one included. */
  readonly tries: number
  readonly retryAfterMs: number
}

/** Milliseconds until the next try, or undefined when there is none. `random` is from 0 to 1: without it all events
 *  that a receiver missed would come back at once. */
export function nextTryInMs(
  { tries, retryAfterMs }: Failures,
  retryS: readonly number[],
  random: number,
): number | undefined {
  const seconds = retryS[tries - 1]
  if (seconds === undefined) return undefined
  return Math.max(Math.round(seconds * 1000 * (1 + JITTER * random)), retryAfterMs)
}

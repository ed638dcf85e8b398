// When to try again. Pure: what happened in, milliseconds out.
import { isConnectionError, ProblemError } from './problem-error.js'

const FIRST_MS = 500
const LONGEST_MS = 30_000

/** Exponential with full jitter: clients that were cut off together do not come back together. */
export function backoffMs(attempt: number, random: () => number, longestMs = LONGEST_MS): number {
  return random() * Math.min(longestMs, FIRST_MS * 2 ** attempt)
}

/** The pause before a request that failed like this is repeated; undefined when repeating it cannot help. */
export function pauseMs(error: unknown, attempt: number, random: () => number): number | undefined {
  if (isConnectionError(error)) return backoffMs(attempt, random)
  if (!(error instanceof ProblemError)) return undefined
  // 502 and 504 come from gateways; the key makes it safe to repeat what they may have passed on.
  if (![429, 502, 503, 504].includes(error.status)) return undefined
  if (error.retryAfterS === undefined) return backoffMs(attempt, random)
  // Never earlier than asked, and not all at the same moment.
  return error.retryAfterS * 1000 * (1 + random() / 2)
}

/** RFC 6455 gives 4000-4999 to applications; 1012 is the registered code of a restart. */
const RESTART = 1012
const TOKEN_EXPIRED = 4001

export interface Close {
  readonly code: number
  readonly reason: string
}

/** The pause before a socket that was closed like this is opened again. */
export function reopenMs(
  { code, reason }: Close,
  attempt: number,
  random: () => number,
  longestMs = LONGEST_MS,
): number {
  const asked = code === RESTART ? /^retry_ms=(\d{1,6})$/.exec(reason)?.[1] : undefined
  if (asked !== undefined) return Number(asked)
  return code === TOKEN_EXPIRED ? 0 : backoffMs(attempt, random, longestMs)
}

/** Waits; rejects with the signal's reason when it is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort)
      resolve()
    }, ms)
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
  })
}

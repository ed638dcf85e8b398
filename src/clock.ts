// Time as a value that is handed in: logic asks a Clock, tests move a fake one.
import type { StopSignal } from './stop.js'

/** Wall-clock time in milliseconds since the epoch. */
export interface Clock {
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/** Offset of the shops' clock: days begin by it, and a moment that names no zone is of it. */
export const ZONE_MS = 8 * 3_600_000

/** Milliseconds left until `deadlineAt`, never negative. */
export function msLeft(deadlineAt: number, now: number): number {
  return Math.max(0, deadlineAt - now)
}

/** Runs `work` with a signal that aborts with `signal` or after `ms`. The timer is held until the work ends: on
 *  Node 20 the garbage collector takes an AbortSignal.timeout that only AbortSignal.any knows, and it never fires. */
export async function within<T>(
  ms: number,
  signal: StopSignal,
  work: (inTime: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController()
  const abort = () => limit.abort(signal.reason)
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort)
  const timer = setTimeout(() => limit.abort(new DOMException('took too long', 'TimeoutError')), ms)
  try {
    return await work(limit.signal)
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
  }
}

/** Waits `ms`, or less when `signal` aborts. Resolves in both cases: the caller looks at its signal. */
export function pause(ms: number, signal?: StopSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal?.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', done)
  })
}

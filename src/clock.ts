// Time as a value that is handed in: logic asks a Clock, tests move a fake one.

/** Wall-clock time in milliseconds since the epoch. */
export interface Clock {
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/** Milliseconds left until `deadlineAt`, never negative. */
export function msLeft(deadlineAt: number, now: number): number {
  return Math.max(0, deadlineAt - now)
}

/** Waits `ms`, or less when `signal` aborts. Resolves in both cases: the caller looks at its signal. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal?.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', done, { once: true })
  })
}

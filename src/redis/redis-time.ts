// Redis's clock as this process knows it, for `not_after`: no process clock is ever written to Redis.
import type { Clock } from '../clock.js'

export interface RedisTime {
  /** Redis time, never ahead of it as long as Redis does not change hosts: a reply is always older than its arrival. */
  now(): number
  /** A reply that was just received carried this time. */
  learn(storeMs: number): void
}

/** A reply of a busy process or network is late, and the later it is the less it says: the freshest of the last one to
 *  two spans counts. Short enough to follow two clocks that run apart. */
const SPAN_MS = 10_000
/** No reply is awaited for so long: what is older comes from a clock that was set back, or from another host. */
const OTHER_CLOCK_MS = 2_000

/** `steady` must never jump: process uptime, not the wall clock. */
export function createRedisTime(steady: Clock): RedisTime {
  // How far Redis time is ahead of ours, at least: now, in this span, and in the span before.
  let ahead = Number.NEGATIVE_INFINITY
  let best = Number.NEGATIVE_INFINITY
  let bestBefore = Number.NEGATIVE_INFINITY
  let since = steady.now()

  return {
    now: () => Math.max(0, Math.floor(steady.now() + ahead)),
    learn(storeMs) {
      const now = steady.now()
      const seen = storeMs - now
      if (seen < ahead - OTHER_CLOCK_MS) {
        best = Number.NEGATIVE_INFINITY
        bestBefore = Number.NEGATIVE_INFINITY
      }
      if (now - since >= SPAN_MS) {
        bestBefore = best
        best = Number.NEGATIVE_INFINITY
        since = now
      }
      best = Math.max(best, seen)
      ahead = Math.max(best, bestBefore)
    },
  }
}

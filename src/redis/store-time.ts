// Redis's clock as this process knows it, for `not_after`: no process clock is ever written to Redis.
import type { Clock } from '../clock.js'

export interface StoreTime {
  /** Redis time, never ahead of it as long as Redis does not change hosts: a reply is always older than its arrival. */
  now(): number
  /** A reply that was just received carried this time. */
  learn(storeMs: number): void
}

/** `steady` must never jump: process uptime, not the wall clock. */
export function createStoreTime(steady: Clock): StoreTime {
  let ahead = Number.NEGATIVE_INFINITY
  return {
    now: () => Math.max(0, Math.floor(steady.now() + ahead)),
    learn(storeMs) {
      ahead = storeMs - steady.now()
    },
  }
}

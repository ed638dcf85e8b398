// How long this process has been there to wait. Whoever was not run for a while (a starved machine, one that was
// suspended as a whole) cannot blame the others for their silence: they may not have been run either.
import type { Clock } from '../clock.js'

export interface AwakeClock extends Clock {
  /** To be called at every look at what one waits for. */
  look(): void
}

/** `steady` must never jump. Between two looks no more than `mostMs` pass. */
export function createAwakeClock(steady: Clock, mostMs: number): AwakeClock {
  let awakeMs = 0
  let lookedAt = steady.now()
  const now = () => awakeMs + Math.min(mostMs, steady.now() - lookedAt)
  return {
    now,
    look() {
      awakeMs = now()
      lookedAt = steady.now()
    },
  }
}

// When a refused client should come back: when those refused before it could have been served.
import type { Clock } from '../clock.js'

const SECONDS = 10
const LEAST_S = 1
const MOST_S = 60

/** Whole seconds in 1 to 60 until `perS` turns a second have worked off `refused` turns, ±50 % so that the refused do
 *  not come back together. `random` is in [0, 1). */
export function retryAfterS(refused: number, perS: number, random: number): number {
  const seconds = Math.round((refused / perS) * (0.5 + random))
  return Math.min(MOST_S, Math.max(LEAST_S, seconds))
}

export interface Tally {
  add(): void
  /** Events of the last ten seconds. */
  sum(): number
}

export function createTally(clock: Clock): Tally {
  const counts = new Array<number>(SECONDS).fill(0)
  let second = Math.floor(clock.now() / 1000)
  let sum = 0
  let slot = 0

  const move = () => {
    const now = Math.floor(clock.now() / 1000)
    for (let passed = Math.min(now - second, SECONDS); passed > 0; passed--) {
      slot = (slot + 1) % SECONDS
      sum -= counts[slot] ?? 0
      counts[slot] = 0
    }
    second = now
  }
  return {
    add() {
      move()
      counts[slot] = (counts[slot] ?? 0) + 1
      sum += 1
    },
    sum() {
      move()
      return sum
    },
  }
}

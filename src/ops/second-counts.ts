// Counts of single seconds under their names: what the last whole second was like.
import type { Clock } from '../clock.js'

export interface SecondCounts {
  add(name: string): void
  /** The counts of the last whole second by name. */
  lastSecond(): Readonly<Record<string, number>>
}

/** Names come from closed sets: none is a customer's. */
export function createSecondCounts(clock: Clock): SecondCounts {
  let second = -1
  let counts: Record<string, number> = {}
  let before: Readonly<Record<string, number>> = {}

  function moveOn(): void {
    const now = Math.floor(clock.now() / 1000)
    if (now === second) return
    before = now === second + 1 ? counts : {}
    counts = {}
    second = now
  }
  return {
    add(name) {
      moveOn()
      counts[name] = (counts[name] ?? 0) + 1
    },
    lastSecond() {
      moveOn()
      return before
    },
  }
}

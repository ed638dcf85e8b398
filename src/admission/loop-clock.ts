// When a turn that is read now began to wait for us. libuv runs timers once in each round of its loop, right before it
// polls; uWS reads sockets and runs handlers within the poll. What is read in this round came after the poll of the
// round before, and in the middle of the two on average. The handler's own time would hide all of it, the last poll's
// time half of it (perf/benches/turn-clock.ts).
import type { Clock } from '../clock.js'
import type { Every, Timer } from './every.js'

export interface LoopClock {
  /** Epoch milliseconds. */
  arrivedAt(): number
  close(): void
}

const ROUND_MS = 5
/** The clock rests when nobody has asked it for a second: 200 wake-ups a second are a tenth of an idle process's CPU. */
const ROUNDS_UNASKED = 200

export function createLoopClock(clock: Clock, repeat: Every): LoopClock {
  let last = clock.now()
  let arrivedAt = last
  let unasked = 0
  let rounds: Timer | undefined = repeat(ROUND_MS, round)

  function round(): void {
    const now = clock.now()
    // On time, the loop was waiting in its poll, where nothing else waits.
    const late = Math.max(0, now - last - ROUND_MS)
    arrivedAt = now - late / 2
    last = now
    unasked += 1
    if (unasked > ROUNDS_UNASKED) rest()
  }
  function rest(): void {
    rounds?.stop()
    rounds = undefined
  }
  /** The first turn after a rest was polled just now, and what is read after it in this poll waits behind it. */
  function wake(): void {
    last = clock.now()
    arrivedAt = last
    rounds = repeat(ROUND_MS, round)
  }

  return {
    arrivedAt() {
      unasked = 0
      if (rounds === undefined) wake()
      return arrivedAt
    },
    close: rest,
  }
}

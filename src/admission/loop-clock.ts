// When a turn that is read now began to wait for us. libuv runs timers once in each round of its loop, right before it
// polls; uWS reads sockets and runs handlers within the poll. What is read in this round came after the poll of the
// round before, and in the middle of the two on average. The handler's own time would hide all of it, the last poll's
// time half of it (perf/benches/turn-clock.ts).
import type { Clock } from '../clock.js'
import type { Every } from './every.js'

export interface LoopClock {
  /** Epoch milliseconds. */
  arrivedAt(): number
  close(): void
}

const ROUND_MS = 5

export function createLoopClock(clock: Clock, repeat: Every): LoopClock {
  let last = clock.now()
  let arrivedAt = last
  const round = repeat(ROUND_MS, () => {
    const now = clock.now()
    // On time, the loop was waiting in its poll, where nothing else waits.
    const late = Math.max(0, now - last - ROUND_MS)
    arrivedAt = now - late / 2
    last = now
  })
  return { arrivedAt: () => arrivedAt, close: round.stop }
}

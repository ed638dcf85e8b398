// How many turns this process may work on at once, learned from how long the work takes. It is judged by windows, by
// their mean: one turn that met a pause says nothing, work that is slow all along says that too much is going on.
// Waiting for others (the vendor, an earlier turn, a seat) is no work of ours and is not counted. No clock, no I/O.

/** One stretch of work on a turn, as it ends. */
export interface Sample {
  readonly ownMs: number
  /** Epoch milliseconds. */
  readonly endedAt: number
  /** Turns that were worked on then, this one included. */
  readonly inFlight: number
}

/** The goal for a kind of work. In a window with several goals the strictest one counts. */
export interface Goal {
  /** Mean time that the work may take. */
  readonly targetMs: number
  /** The limit is never below. */
  readonly leastTurns: number
}

export interface ConcurrencyLimit {
  turns(): number
  onSample(sample: Sample, goal: Goal): void
}

export const MOST_TURNS = 4096
/** Between what a slow machine settles at and what 50 ms of work are at some 7,000 turns a second. */
export const FIRST_TURNS = 400
const WINDOW_MS = 100
/** Fewer samples are no mean: the window stays open until they have come. */
const SAMPLES_LEAST = 8
const LOWER_MOST = 0.5
/** Far from the target the limit grows by a half, near it by a few turns. */
const GROWTH = 1.5
const STEP = 4

export function createConcurrencyLimit(): ConcurrencyLimit {
  let turns = FIRST_TURNS
  let loweredAt = 0
  let window = openWindow(0)

  function judge(now: number): void {
    const { sumMs, count, peak, targetMs, leastTurns } = window
    const next = Math.max(leastTurns, nextLimit(turns, { meanMs: sumMs / count, peak, targetMs }))
    if (next < turns) loweredAt = now
    turns = next
    window = openWindow(now)
  }

  return {
    turns: () => turns,
    onSample({ ownMs, endedAt, inFlight }, { targetMs, leastTurns }) {
      // Work that began under the former limit says nothing about this one.
      if (endedAt - ownMs < loweredAt) return
      window.count += 1
      window.sumMs += ownMs
      window.peak = Math.max(window.peak, inFlight)
      window.targetMs = Math.min(window.targetMs, targetMs)
      window.leastTurns = Math.min(window.leastTurns, leastTurns)
      if (window.count >= SAMPLES_LEAST && endedAt - window.from >= WINDOW_MS) judge(endedAt)
    },
  }
}

const openWindow = (from: number) => ({
  from,
  count: 0,
  sumMs: 0,
  peak: 0,
  targetMs: Number.POSITIVE_INFINITY,
  leastTurns: Number.POSITIVE_INFINITY,
})

export interface Judged {
  readonly meanMs: number
  /** The most turns that were worked on at once in the window. */
  readonly peak: number
  readonly targetMs: number
}

export function nextLimit(turns: number, { meanMs, peak, targetMs }: Judged): number {
  if (meanMs > targetMs) {
    // Time in a queue grows with the queue: this part of it would have met the target.
    const part = Math.max(LOWER_MOST, targetMs / meanMs)
    return Math.min(turns, peak) * part
  }
  // A limit that is not used is not tested by short times.
  if (peak * 2 < turns) return turns
  return Math.min(MOST_TURNS, meanMs * 2 < targetMs ? turns * GROWTH : turns + STEP)
}

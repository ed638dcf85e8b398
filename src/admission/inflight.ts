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

export interface InflightLimit {
  turns(): number
  ended(sample: Sample): void
}

export const TARGET_MS = 50
export const LEAST_TURNS = 16
export const MOST_TURNS = 4096
/** Between the least and what 50 ms of work are at some 7,000 turns a second. */
export const FIRST_TURNS = 400
/** Of the limit, what turns may use that cost more than a lookup: a crowd that asks what all ask is answered first. In a
 *  surge that still lets in as many as RATE_PER_S allows (npm run rehearse -- surge). */
const COSTLY_SHARE = 0.3
const WINDOW_MS = 100
/** Fewer samples are no mean: the window stays open until they have come. */
const SAMPLES_LEAST = 8
const LOWER_MOST = 0.5
/** Far from the target the limit grows by a half, near it by a few turns. */
const GROWTH = 1.5
const STEP = 4

export function createInflightLimit(): InflightLimit {
  let turns = FIRST_TURNS
  let loweredAt = 0
  let window = { from: 0, count: 0, sumMs: 0, peak: 0 }

  function judge(now: number): void {
    const next = nextTurns(turns, { meanMs: window.sumMs / window.count, peak: window.peak })
    if (next < turns) loweredAt = now
    turns = next
    window = { from: now, count: 0, sumMs: 0, peak: 0 }
  }

  return {
    turns: () => turns,
    ended({ ownMs, endedAt, inFlight }) {
      // Work that began under the former limit says nothing about this one.
      if (endedAt - ownMs < loweredAt) return
      window.count += 1
      window.sumMs += ownMs
      window.peak = Math.max(window.peak, inFlight)
      if (window.count >= SAMPLES_LEAST && endedAt - window.from >= WINDOW_MS) judge(endedAt)
    },
  }
}

/** How many turns may be worked on before one that costs more than a lookup is refused. */
export function costlyTurns(turns: number): number {
  return Math.max(LEAST_TURNS, turns * COSTLY_SHARE)
}

/** `peak` is the most turns that were worked on at once in the window. */
export function nextTurns(turns: number, { meanMs, peak }: { meanMs: number; peak: number }): number {
  // Where only costly turns came, they filled the limit when they filled their part of it.
  const used = peak <= costlyTurns(turns) ? peak / COSTLY_SHARE : peak
  if (meanMs > TARGET_MS) {
    // Time in a queue grows with the queue: this part of it would have met the target.
    const part = Math.max(LOWER_MOST, TARGET_MS / meanMs)
    return Math.max(LEAST_TURNS, Math.min(turns, used) * part)
  }
  // A limit that is not used is not tested by short times.
  if (used * 2 < turns) return turns
  return Math.min(MOST_TURNS, meanMs * 2 < TARGET_MS ? turns * GROWTH : turns + STEP)
}

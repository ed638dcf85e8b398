// How many turns this process may work on at once, learned from how long the work takes: additive increase,
// multiplicative decrease, as TCP's congestion window. Pure. Waiting for others (the vendor, an earlier turn, a seat)
// is no work of ours and is not counted.

export interface Limit {
  readonly turns: number
  /** When it was last lowered, in epoch milliseconds. */
  readonly loweredAt: number
}

/** One stretch of work on a turn, as it ends. */
export interface Sample {
  readonly ownMs: number
  readonly endedAt: number
  /** Turns that were worked on then, this one included. */
  readonly inFlight: number
}

export const TARGET_MS = 50
export const LEAST_TURNS = 16
export const MOST_TURNS = 4096
const LOWER_BY = 0.8

/** Between the least and what 50 ms of work are at some 7,000 turns a second. */
export const firstLimit: Limit = { turns: 400, loweredAt: 0 }

export function nextLimit(limit: Limit, { ownMs, endedAt, inFlight }: Sample): Limit {
  if (ownMs > TARGET_MS) {
    // Work that began under the former limit says nothing about this one.
    if (endedAt - ownMs < limit.loweredAt) return limit
    return { turns: Math.max(LEAST_TURNS, limit.turns * LOWER_BY), loweredAt: endedAt }
  }
  // A limit that is not used is not tested by short times. One more each time the whole of it went well.
  if (inFlight * 2 < limit.turns || limit.turns >= MOST_TURNS) return limit
  return { turns: Math.min(MOST_TURNS, limit.turns + 1 / limit.turns), loweredAt: limit.loweredAt }
}

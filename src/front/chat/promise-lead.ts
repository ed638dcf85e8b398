// How much earlier than the end of a client's budget its promise is begun, so that the 202 leaves when the budget ends: a
// promise asks the store, and in a crowd the event loop comes to its timer and to the store's reply late. Learned from the
// promises before it and from how long ended turns took to be stored: when a crowd begins there are no promises yet.
// Pure.

/** A promise is never begun before a fourth of the budget is spent: at a crowd's beginning the event loop comes round in 150 to
 *  250 ms, and a promise takes two or three rounds. */
const MOST_OF_BUDGET = 3 / 4
/** The parts that the newest trip has in the mean and in the deviation, as in a retransmission timer (RFC 6298 §2). */
const NEWEST = 1 / 8
const NEWEST_DEVIATION = 1 / 4
/** Number of mean deviations added to the mean: one trip in a hundred takes longer. */
const DEVIATIONS = 3
/** Older trips say nothing: a crowd is over as fast as it came. */
const FRESH_MS = 2_000

export class PromiseLead {
  #meanMs = 0
  #deviationMs = 0
  #observedAt = Number.NEGATIVE_INFINITY

  /** The most milliseconds for a client of this budget. */
  static most(budgetMs: number): number {
    return budgetMs * MOST_OF_BUDGET
  }

  /** Milliseconds for a client of this budget. */
  of(budgetMs: number, now: number): number {
    if (now - this.#observedAt > FRESH_MS) return 0
    return Math.min(this.#meanMs + DEVIATIONS * this.#deviationMs, PromiseLead.most(budgetMs))
  }

  /** A turn was stored, or a promise was ready, so long after it was due to begin. */
  observe(tookMs: number, now: number): void {
    if (now - this.#observedAt > FRESH_MS) {
      this.#meanMs = tookMs
      this.#deviationMs = tookMs / 2
    } else {
      const off = tookMs - this.#meanMs
      this.#deviationMs += NEWEST_DEVIATION * (Math.abs(off) - this.#deviationMs)
      this.#meanMs += NEWEST * off
    }
    this.#observedAt = now
  }
}

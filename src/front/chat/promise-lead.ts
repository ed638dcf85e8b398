// How much earlier than the end of a client's budget its promise is begun, so that the 202 leaves when the budget ends: a
// promise asks the store, and in a crowd the event loop comes to its timer late. Learned from the promises before it.
// Pure.

/** A promise is never begun before three quarters of the budget are spent. */
const BUDGET_PART = 4
/** The part that the newest promise has in the mean. */
const NEWEST = 0.2
/** Older promises say nothing: a crowd is over as fast as it came. */
const FRESH_MS = 2_000

export class PromiseLead {
  #meanMs = 0
  #observedAt = Number.NEGATIVE_INFINITY

  /** Milliseconds for a client of this budget. */
  of(budgetMs: number, now: number): number {
    return now - this.#observedAt > FRESH_MS ? 0 : Math.min(this.#meanMs, budgetMs / BUDGET_PART)
  }

  /** A promise was ready so long after it was due to begin. */
  observe(tookMs: number, now: number): void {
    const before = now - this.#observedAt > FRESH_MS ? tookMs : this.#meanMs
    this.#meanMs = before + NEWEST * (tookMs - before)
    this.#observedAt = now
  }
}

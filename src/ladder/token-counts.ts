// The vendor's tokens that each shop has used today, which all processes add to. Memory and Redis backends pass
// test/contracts/token-counts.ts.

/** Tokens that a process counted, as it adds them. */
export interface TokenBatch {
  /** Rises with each batch of the process: one that comes again adds nothing. */
  readonly number: number
  /** By shop; a shop with 0 is only asked for. */
  readonly tokens: ReadonlyMap<string, number>
}

export interface TokenCounts {
  /** Adds the batch, and reads the day's sums of its shops. Throws Problem 'store-away'. */
  exchange(batch: TokenBatch): Promise<ReadonlyMap<string, number>>
}

/** The day of the shops (Asia/Shanghai, which has no summer time) begins so long before that of UTC. */
export const DAY_AHEAD_MS = 8 * 3_600_000

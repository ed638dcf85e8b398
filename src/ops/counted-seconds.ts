// Bad seconds that a process has counted: several processes see the same one, and it counts once for the cluster.
// Memory and Redis backends pass test/contracts/counted-seconds.ts.

/** Seconds since the epoch, by the clocks of the hosts: they have to agree to well under a second. */
export interface CountedSeconds {
  /** True for the first process that asks to count the second, also when it asks again. Throws Problem 'store-away'. */
  isFirst(second: number): Promise<boolean>
}

/** A second is remembered for so long. */
export const COUNTED_MS = 900_000

// Who counts a bad second: several processes see the same one, and it counts once for the cluster.
// Memory and Redis backends pass test/contracts/second-claims.ts.

/** Seconds since the epoch, by the clocks of the hosts: they have to agree to well under a second. */
export interface SecondClaims {
  /** True for the first process that claims the second, also when it asks again. Throws Problem 'store-away'. */
  claim(second: number): Promise<boolean>
}

/** A claim is remembered for so long. */
export const CLAIM_MS = 900_000

// The arithmetic of a token bucket. Pure: the time is handed in. A bucket is one number, the moment at which it was
// empty (or, in debt, will be): what came in since is what it holds, so nothing has to run for it to fill.

export interface BucketRule {
  readonly ratePerMs: number
  /** The most it can hold. */
  readonly burst: number
}

/** The moment at which the bucket was, or will be, empty: milliseconds of a clock that never jumps. */
export type EmptyAt = number

/** A full bucket, whenever it is looked at. */
export const FULL: EmptyAt = Number.NEGATIVE_INFINITY

export function bucketRule(ratePerS: number, burst: number): BucketRule {
  return { ratePerMs: ratePerS / 1000, burst }
}

/** Tokens in the bucket; a fraction counts, a debt is negative. */
export function tokensIn(bucket: EmptyAt, rule: BucketRule, now: number): number {
  return Math.min(rule.burst, (now - bucket) * rule.ratePerMs)
}

/** The bucket with so many tokens in it. */
export function bucketOf(tokens: number, rule: BucketRule, now: number): EmptyAt {
  return now - Math.min(tokens, rule.burst) / rule.ratePerMs
}

// A token bucket for each customer, in this process: a customer's requests mostly come over one connection.
import { LRUCache } from 'lru-cache'
import { atMost } from '../at-most.js'
import { type BucketRule, bucketOf, type EmptyAt, FULL, tokensIn } from './bucket.js'

export interface CustomerBuckets {
  /** There is a token to take. */
  has(owner: string, now: number): boolean
  /** Takes one token; whole tokens left then, or -1 when there was none. */
  spend(owner: string, now: number): number
  /** Gives back the token of a turn that was refused for another reason. */
  restore(owner: string, now: number): void
}

/** A forgotten bucket is a full one, so only customers who came within the last `burst ÷ rate` matter. */
export function createCustomerBuckets(rule: BucketRule, remembered: number): CustomerBuckets {
  const buckets = new LRUCache<string, EmptyAt>(atMost(remembered))
  const tokensOf = (owner: string, now: number) => tokensIn(buckets.get(owner) ?? FULL, rule, now)
  return {
    has: (owner, now) => tokensOf(owner, now) >= 1,
    spend(owner, now) {
      const tokens = tokensOf(owner, now)
      if (tokens < 1) return -1
      buckets.set(owner, bucketOf(tokens - 1, rule, now))
      return Math.floor(tokens - 1)
    },
    restore(owner, now) {
      buckets.set(owner, bucketOf(tokensOf(owner, now) + 1, rule, now))
    },
  }
}

// A quota that one process has for itself.
import type { Clock } from '../clock.js'
import { type BucketRule, bucketOf, bucketRule, type EmptyAt, FULL, tokensIn } from './bucket.js'
import type { Quota, QuotaRule } from './quota.js'

/** `steady` must never jump: process uptime, not the wall clock. */
export function createMemoryQuota(rule: QuotaRule, steady: Clock): Quota {
  return createLocalQuota(bucketRule(rule.ratePerS, rule.burst), steady)
}

/** The same with a rate that need not be whole, such as a process's share of a quota. */
export function createLocalQuota(rule: BucketRule, steady: Clock, bucket: EmptyAt = FULL): Quota {
  let emptyAt = bucket

  function takeOneAbove(kept: number): boolean {
    const now = steady.now()
    const tokens = tokensIn(emptyAt, rule, now)
    if (tokens < kept + 1) return false
    emptyAt = bucketOf(tokens - 1, rule, now)
    return true
  }

  return {
    spend: () => takeOneAbove(0),
    lend: takeOneAbove,
    left: () => Math.max(0, Math.floor(tokensIn(emptyAt, rule, steady.now()))),
    close: async () => {},
  }
}

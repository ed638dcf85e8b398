// One rate that several shops share. Each shop has a bucket for its share; one that has emptied its own is lent what the
// others leave, from buckets that are more than half full. So a shop that comes back finds half of its burst and all of
// its rate, and nothing is lost while it stays away. The buckets together are the whole rate, over all processes.
import type { Quota, QuotaRule } from './quota.js'

export interface ShopQuota {
  /** Takes one token for a turn of the shop, if there is one. */
  spend(shop: string): boolean
  /** Whole tokens that are left, of all shops together. */
  left(): number
  close(): Promise<void>
}

interface ShopBucket {
  readonly quota: Quota
  /** Others are lent no token when fewer are left. */
  readonly kept: number
}

/** `quotaOf` makes the bucket of a shop, and of what belongs to none under the name ''. Shares that sum to more than the
 *  whole are shares of their sum. */
export function createShopQuota(
  shares: ReadonlyMap<string, number>,
  { ratePerS, burst }: QuotaRule,
  quotaOf: (shop: string, rule: QuotaRule) => Quota,
): ShopQuota {
  const sum = [...shares.values()].reduce((total, share) => total + share, 0)
  const whole = Math.max(1, sum)
  const bucketOf = (shop: string, share: number): ShopBucket => {
    const rule = { ratePerS: ratePerS * share, burst: Math.max(1, burst * share) }
    return { quota: quotaOf(shop, rule), kept: shop === '' ? 0 : rule.burst / 2 }
  }
  const buckets = new Map<string, ShopBucket>()
  for (const [shop, share] of shares) if (share > 0) buckets.set(shop, bucketOf(shop, share / whole))
  // A rest of less than a thousandth is rounding.
  if (sum < 0.999) buckets.set('', bucketOf('', 1 - sum))
  const all = [...buckets.values()]

  return {
    spend(shop) {
      const own = buckets.get(shop) ?? buckets.get('')
      if (own?.quota.spend()) return true
      return all.some(({ quota, kept }) => quota.lend(kept))
    },
    left: () => all.reduce((total, { quota }) => total + quota.left(), 0),
    async close() {
      await Promise.all(all.map(({ quota }) => quota.close()))
    },
  }
}

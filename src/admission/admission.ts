// May this turn come in? Each customer has a bucket; turns for the vendor share the cluster's quota, turns that a
// lookup answers have a quota of their own. All of it is synchronous.
import type { Identity } from '../auth/identity.js'
import type { Clock } from '../clock.js'
import { bucketRule } from './bucket.js'
import { type CustomerBuckets, createCustomerBuckets } from './customer-buckets.js'
import { createRateLimitHeaders, type RateLimitHeaders, type RateLimits } from './rate-limit.js'
import { createTally, retryAfterS, type Tally } from './retry-after.js'
import type { ShopQuota } from './shop-quota.js'

export type Customer = Pick<Identity, 'owner' | 'shop'>

export interface RateLimited {
  readonly ok: false
  readonly headers: RateLimitHeaders
  readonly retryAfterS: number
}

export type Admitted = { readonly ok: true; readonly headers: RateLimitHeaders } | RateLimited

export interface Admission {
  /** Spends a token of the customer's bucket and one of the quota for the vendor. */
  admit(customer: Customer): Admitted
  /** The same for a turn that a lookup might answer. */
  admitCheap(customer: Customer): Admitted
  /** Refuses a turn of a customer whose own bucket is empty, whatever it asks; undefined when there is a token in it. */
  refuseHurried(customer: Customer): RateLimited | undefined
  /** The vendor's quota has no token for anybody. */
  isSpent(): boolean
  /** Refuses a turn that costs a token of a quota that has none, before its customer is known. */
  refuse(shop: string): RateLimited
  /** A turn that was admitted as cheap asks for the vendor: it pays for that now, if it can. In a crowd it cannot: room
   *  and tokens are left to turns that no lookup answers. */
  payVendor(shop: string): boolean
  /** For a turn that is refused before its customer is known. */
  headers(): RateLimitHeaders
}

export interface AdmissionDeps {
  /** Of RATE_PER_S and of CHEAP_RATE_PER_S, or `unlimited`. */
  readonly quota: ShopQuota
  readonly cheapQuota: ShopQuota
  readonly limits: RateLimits
  /** Processes that share the quotas: what is refused here is that share of all that is refused. */
  liveProcesses(): number
  /** True when the remaining room is kept for turns that a lookup answers. */
  isCrowded(): boolean
  /** A clock that never jumps. */
  readonly steady: Clock
  /** In [0, 1). */
  random(): number
}

/** Customers whose buckets are remembered: more than can be admitted within the second that fills a bucket. */
const CUSTOMERS = 65_536

/** The quota of one kind of turn, and how many such turns were refused of late. */
interface TurnBucket {
  readonly quota: ShopQuota
  readonly ratePerS: number
  readonly refused: Tally
}

export function createAdmission(deps: AdmissionDeps): Admission {
  const { limits, steady, random } = deps
  const customers = customerBuckets(limits.uidRatePerS)
  const headersOf = createRateLimitHeaders(limits)
  const bucketOf = (quota: ShopQuota, ratePerS: number): TurnBucket => {
    return { quota, ratePerS, refused: createTally(steady) }
  }
  const turns = bucketOf(deps.quota, limits.ratePerS)
  const cheapTurns = bucketOf(deps.cheapQuota, limits.cheapRatePerS)

  const headers = (pays: TurnBucket, own: number): RateLimitHeaders =>
    pays === cheapTurns && limits.cheapRatePerS > 0
      ? headersOf({ policy: 'cheap', tokens: cheapTurns.quota.left(), own })
      : headersOf({ policy: 'turns', tokens: turns.quota.left(), own })

  const retryAfter = ({ refused, ratePerS }: TurnBucket): number => {
    refused.add()
    return retryAfterS(refused.sum() * Math.max(1, deps.liveProcesses()), ratePerS, random())
  }

  /** The customer's next token comes within a second, however many of their turns were refused. */
  const hurried = (pays: TurnBucket): RateLimited => ({
    ok: false,
    headers: headers(pays, 0),
    retryAfterS: 1,
  })

  function spend({ owner, shop }: Customer, pays: TurnBucket): Admitted {
    const own = customers.spend(owner, steady.now())
    if (own < 0) return hurried(pays)
    if (pays.quota.spend(shop)) return { ok: true, headers: headers(pays, own) }
    customers.restore(owner, steady.now())
    return { ok: false, headers: headers(pays, own + 1), retryAfterS: retryAfter(pays) }
  }

  return {
    admit: customer => spend(customer, turns),
    admitCheap: customer => spend(customer, cheapTurns),
    refuseHurried: ({ owner }) => (customers.has(owner, steady.now()) ? undefined : hurried(turns)),
    isSpent: () => turns.quota.left() < 1,
    refuse(shop) {
      // In vain, but counted as demand: so much is asked for when tokens come.
      turns.quota.spend(shop)
      return { ok: false, headers: headers(turns, limits.uidRatePerS), retryAfterS: retryAfter(turns) }
    },
    payVendor: shop => !deps.isCrowded() && turns.quota.spend(shop),
    headers: () => headers(turns, limits.uidRatePerS),
  }
}

const noBuckets: CustomerBuckets = { has: () => true, spend: () => 0, restore: () => {} }

function customerBuckets(ratePerS: number): CustomerBuckets {
  return ratePerS === 0 ? noBuckets : createCustomerBuckets(bucketRule(ratePerS, ratePerS), CUSTOMERS)
}

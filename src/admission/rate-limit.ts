// The fields RateLimit-Policy and RateLimit of draft-ietf-httpapi-ratelimit-headers-10: both are lists of named items
// in structured-field syntax (RFC 9651). Pure.

export type RateLimitHeaders = Readonly<Record<string, string>>

export interface RateLimits {
  /** RATE_PER_S and RATE_BURST; with a rate of 0 there are no headers. */
  readonly ratePerS: number
  readonly burst: number
  /** CHEAP_RATE_PER_S and UID_RATE_PER_S; 0: no such policy. */
  readonly cheapRatePerS: number
  readonly uidRatePerS: number
}

/** Whole tokens that a policy has left. */
export interface Left {
  readonly policy: 'turns' | 'cheap'
  readonly tokens: number
  /** Of the customer's own bucket. */
  readonly own: number
}

const none: RateLimitHeaders = Object.freeze({})

/** Builds the headers, or hands out the last ones again: while turns are refused, little changes. */
export function createRateLimitHeaders(limits: RateLimits): (left: Left) => RateLimitHeaders {
  if (limits.ratePerS === 0) return () => none
  const policies = policiesOf(limits)
  const hasOwn = limits.uidRatePerS > 0
  let last: Left | undefined
  let headers = none
  return left => {
    if (last && last.tokens === left.tokens && last.own === left.own && last.policy === left.policy) {
      return headers
    }
    last = left
    // New tokens come in all the time, at no rate below one a second.
    const own = hasOwn ? `, "customer";r=${left.own};t=1` : ''
    headers = Object.freeze({
      'RateLimit-Policy': policies,
      RateLimit: `"${left.policy}";r=${left.tokens};t=1${own}`,
    })
    return headers
  }
}

function policiesOf({ ratePerS, burst, cheapRatePerS, uidRatePerS }: RateLimits): string {
  const items = [policy('turns', ratePerS, burst)]
  if (cheapRatePerS > 0) items.push(policy('cheap', cheapRatePerS, cheapRatePerS))
  if (uidRatePerS > 0) items.push(policy('customer', uidRatePerS, uidRatePerS))
  return items.join(', ')
}

/** The shortest window of whole seconds that a full bucket's worth fits in; q ÷ w is the rate. */
function policy(name: string, ratePerS: number, burst: number): string {
  const seconds = Math.ceil(burst / ratePerS)
  return `"${name}";q=${ratePerS * seconds};w=${seconds}`
}

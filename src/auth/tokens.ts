// Bearer token → Identity. A verified token is remembered until it expires, its key goes, or the memory is full.
import { LRUCache } from 'lru-cache'
import { atMost } from '../at-most.js'
import type { Clock } from '../clock.js'
import { Problem } from '../problem.js'
import {
  type ClaimedCustomer,
  type ClaimRules,
  type Claims,
  claimedCustomer,
  identityOf,
  ignoredClaims,
} from './claims.js'
import type { Identity } from './identity.js'
import { decode, splitToken } from './jws.js'

/** A key that signed a token, as long as it counts. */
export interface LiveKey {
  isLive(now: number): boolean
}

export interface Verified {
  readonly claims: Claims
  readonly key: LiveKey
}

/** Checks a compact JWS's signature. Throws Problem 'unauthorized'. */
export type Verify = (token: string) => Verified | Promise<Verified>

export interface Tokens {
  /** The token's identity, at once when it was seen before. Throws Problem 'unauthorized' or 'forbidden'. */
  identify(token: string): Identity | Promise<Identity>
  /** Who the token says its bearer is, without a look at its signature: good for refusing, never for giving. Undefined
   *  when it does not say. */
  claimed(token: string): ClaimedCustomer | undefined
}

interface CachedToken {
  readonly identity: Identity
  readonly key: LiveKey
}

export interface TokenDeps {
  readonly verify: Verify
  readonly rules: ClaimRules
  readonly clock: Clock
  /** Verified tokens remembered, each about 2.3 KiB. */
  readonly remembered: number
  /** Called with each claim of a good token that is no use and left out. */
  readonly onIgnored?: (claim: string) => void
}

export function createTokens({ verify, rules, clock, remembered, onIgnored }: TokenDeps): Tokens {
  const cache = new LRUCache<string, CachedToken>(atMost(remembered))

  const take = (token: string, { claims, key }: Verified): Identity => {
    const identity = identityOf(claims, rules, clock.now())
    cache.set(token, { identity, key })
    if (onIgnored) for (const claim of ignoredClaims(claims)) onIgnored(claim)
    return identity
  }

  return {
    identify: token => {
      const seen = cache.get(token)
      if (seen !== undefined) {
        const now = clock.now()
        if (now < seen.identity.expiresAt && seen.key.isLive(now)) return seen.identity
        cache.delete(token)
      }
      const verified = verify(token)
      return verified instanceof Promise ? verified.then(v => take(token, v)) : take(token, verified)
    },
    claimed(token) {
      const seen = cache.peek(token)
      if (seen !== undefined) return seen.identity
      try {
        return claimedCustomer(decode(splitToken(token).claims), rules)
      } catch {
        return undefined // Its fault is told when it is verified.
      }
    },
  }
}

const bearer = /^Bearer +([A-Za-z0-9\-._~+/]+=*) *$/i

/** The token of an Authorization header (RFC 6750 §2.1). */
export function bearerOf(authorization: string | undefined): string | undefined {
  return authorization === undefined ? undefined : bearer.exec(authorization)?.[1]
}

/** The same. Throws Problem 'unauthorized' when there is none. */
export function bearerToken(authorization: string | undefined): string {
  const token = bearerOf(authorization)
  if (token === undefined) throw new Problem('unauthorized', { headers: { 'WWW-Authenticate': 'Bearer' } })
  return token
}

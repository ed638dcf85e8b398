// From a verified token's payload to the identity of its bearer. Pure; how signatures are checked is hs256.ts and
// jwks.ts.
import type { Language } from '../language.js'
import { Problem } from '../problem.js'
import { EVERY_SHOP, type Identity, MAIN_SHOP, type Role, type SeatClaims } from './identity.js'

export interface ClaimRules {
  /** Required `iss`; '' takes any. */
  readonly issuer: string
  /** Required `aud`; '' takes any. */
  readonly audience: string
  /** Keyed hash of a uid and its shop: the same uid in two shops is two owners. */
  ownerOf(shop: string, uid: string): string
  /** The shop of that name; undefined when no token may speak for it. Absent where every shop may have tokens. */
  shopNamed?(shop: string): { readonly language: Language } | undefined
}

const roles: ReadonlySet<unknown> = new Set<Role>(['customer', 'seat', 'admin'])

/** A 401 as RFC 6750 §3 wants it. `reason` must not contain quotes. */
export function unauthorized(reason: string): Problem {
  return new Problem('unauthorized', {
    detail: reason,
    headers: { 'WWW-Authenticate': `Bearer error="invalid_token", error_description="${reason}"` },
  })
}

/** A token's payload, its signature verified and nothing else. */
export type Claims = Readonly<Record<string, unknown>>

/** A longer uid could not stand in the path that erases its customer. */
const SUB_MAX = 256

/** The bearer of a token as it names them, nothing verified. */
export interface ClaimedCustomer {
  readonly uid: string
  readonly shop: string
  readonly owner: string
}

/** Undefined when the claims name nobody. Throws Problem 'unauthorized'. */
export function claimedCustomer(claims: Claims, rules: ClaimRules): ClaimedCustomer | undefined {
  const { sub: uid } = claims
  if (typeof uid !== 'string') return undefined
  return new Claimed(uid, shopOf(claims), rules)
}

/** Few ask for the owner, and a keyed hash costs as much as the rest. Its getter is made once, not with each token. */
class Claimed implements ClaimedCustomer {
  constructor(
    readonly uid: string,
    readonly shop: string,
    private readonly rules: ClaimRules,
  ) {}

  get owner(): string {
    return this.rules.ownerOf(this.shop, this.uid)
  }
}

/** Checks the claims. Throws Problem 'unauthorized' or 'forbidden'. */
export function identityOf(claims: Claims, rules: ClaimRules, now: number): Identity {
  const { sub, role } = claims
  if (typeof sub !== 'string' || sub === '') throw unauthorized('sub is required')
  if (sub.length > SUB_MAX) throw unauthorized(`sub has more than ${SUB_MAX} characters`)
  const expiresAt = checkTimes(claims, now)
  checkParties(claims, rules)
  if (role !== undefined && !isRole(role)) throw new Problem('forbidden', { detail: 'The role is unknown' })
  const shop = shopOf(claims)
  const language = languageIn(shop, rules)
  const owner = rules.ownerOf(shop, sub)
  const identity = {
    role: role ?? 'customer',
    uid: sub,
    owner,
    shop,
    expiresAt,
    ...(language && { language }),
  }
  if (role === 'seat') return { ...identity, seat: seatClaims(claims) }
  if (role === 'admin') return { ...identity, isOfAllShops: shop === EVERY_SHOP || !claims.shop }
  const ref = isRef(claims.ref) ? claims.ref : undefined
  const needsCare = claims.care === true
  return ref !== undefined || needsCare ? { ...identity, ref, needsCare } : identity
}

/** The claims about a person that are no use: a token that is good otherwise is taken without them. */
export function ignoredClaims({ role, ref, care, name, skills, capacity }: Claims): readonly string[] {
  const useless = (claim: string, value: unknown, isUse: boolean) =>
    value === undefined || isUse ? [] : [claim]
  if (role === 'admin') return []
  if (role !== 'seat') {
    return [...useless('ref', ref, isRef(ref)), ...useless('care', care, typeof care === 'boolean')]
  }
  return [
    ...useless('name', name, textOf(name, NAME_MAX) !== undefined),
    ...useless('skills', skills, Array.isArray(skills) && skillsIn(skills).length === skills.length),
    ...useless('capacity', capacity, isCapacity(capacity)),
  ]
}

/** Throws Problem 'forbidden' for a shop that is not served. */
function languageIn(shop: string, { shopNamed }: ClaimRules): Language | undefined {
  if (shopNamed === undefined || shop === EVERY_SHOP) return undefined
  const named = shopNamed(shop)
  if (named === undefined) throw new Problem('forbidden', { detail: 'The shop is unknown' })
  return named.language
}

const REF_MAX = 64
const NAME_MAX = 40
const SKILL_MAX = 40
const SKILLS_MAX = 20
const CAPACITY_MAX = 50
const visible = /^[!-~]+$/

/** A faulty claim is left out: a desk's token must not keep a person from working. */
function seatClaims({ name, skills, capacity }: Claims): SeatClaims {
  return {
    name: textOf(name, NAME_MAX),
    skills: Array.isArray(skills) ? skillsIn(skills) : [],
    capacity: isCapacity(capacity) ? capacity : undefined,
  }
}

function skillsIn(skills: readonly unknown[]): string[] {
  return skills.flatMap(skill => textOf(skill, SKILL_MAX) ?? []).slice(0, SKILLS_MAX)
}

function isCapacity(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= CAPACITY_MAX
}

function isRef(value: unknown): value is string {
  return textOf(value, REF_MAX) !== undefined && visible.test(value as string)
}

function textOf(value: unknown, most: number): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= most ? value : undefined
}

function shopOf({ shop, role }: Claims): string {
  if (shop !== undefined && typeof shop !== 'string') throw unauthorized('shop must be a string')
  if (shop === EVERY_SHOP && role !== 'admin') throw unauthorized('shop must name one shop')
  return shop || MAIN_SHOP
}

/** Epoch milliseconds of the token's end. */
function checkTimes({ exp, nbf, iat }: Claims, now: number): number {
  if (typeof exp !== 'number' || !Number.isFinite(exp)) throw unauthorized('exp is required')
  if (now >= exp * 1000) throw unauthorized('the token has expired')
  if (nbf !== undefined && (typeof nbf !== 'number' || nbf * 1000 > now)) {
    throw unauthorized('the token is not valid yet')
  }
  if (iat !== undefined && typeof iat !== 'number') throw unauthorized('iat must be a number')
  return exp * 1000
}

function checkParties({ iss, aud }: Claims, { issuer, audience }: ClaimRules): void {
  if (issuer !== '' && iss !== issuer) throw unauthorized('iss is not accepted')
  if (audience !== '' && !isFor(aud, audience)) throw unauthorized('aud is not accepted')
}

function isRole(value: unknown): value is Role {
  return roles.has(value)
}

function isFor(aud: unknown, audience: string): boolean {
  return Array.isArray(aud) ? aud.includes(audience) : aud === audience
}

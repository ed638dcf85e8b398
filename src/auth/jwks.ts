// RS256, ES256 and EdDSA tokens against a key set that its owner rotates. A key's own kind fixes the algorithm;
// what the token claims about it must agree.
import { compactVerify, importJWK, type JWK } from 'jose'
import type { Clock } from '../clock.js'
import { Problem } from '../problem.js'
import { type Claims, unauthorized } from './claims.js'
import { decode, splitToken } from './jws.js'
import type { LiveKey, Verify } from './tokens.js'

/** An unknown key id makes the set be fetched again, at most this often. */
const REFETCH_MS = 30_000
/** The set is fetched again at this age, so that keys which vanish are noticed. */
const STALE_MS = 300_000
/** A vanished key still counts this long: sets are replaced before the last token signed with them ends. */
const LINGER_MS = 600_000

export interface JwksDeps {
  /** The key set (RFC 7517 §5), parsed. Rejects when it cannot be had. */
  fetchKeySet(): Promise<unknown>
  readonly clock: Clock
  readonly log: { warn(fields: object, message: string): void }
}

type Algorithm = 'RS256' | 'ES256' | 'EdDSA'

interface PublicKey extends LiveKey {
  readonly kid: string
  readonly key: Awaited<ReturnType<typeof importJWK>>
  readonly alg: Algorithm
  /** The JWK as it was read: when it changes under its id, it is another key. */
  readonly jwk: string
  /** Epoch milliseconds from which the key no longer counts. */
  deadAt: number
}

export function createJwks({ fetchKeySet, clock, log }: JwksDeps): Verify {
  let keys = new Map<string, PublicKey>()
  let triedAt = Number.NEGATIVE_INFINITY
  let hasLoaded = false
  let loading: Promise<void> | undefined

  async function load(): Promise<void> {
    try {
      const jwks = signingKeys(await fetchKeySet())
      const fresh = new Map<string, PublicKey>()
      for (const jwk of jwks) {
        const key = await take(jwk)
        if (key !== undefined) fresh.set(nameOf(key.alg, key.kid), key)
      }
      for (const [name, key] of lingering(fresh, clock.now())) fresh.set(name, key)
      keys = fresh
      hasLoaded = true
    } catch (err) {
      log.warn({ err }, 'key set not fetched')
    }
  }

  /** The key as it is known, or imported; undefined for one that cannot be: the others of the set count all the same. */
  async function take(jwk: SigningJwk): Promise<PublicKey | undefined> {
    const text = JSON.stringify(jwk)
    const [kid, alg] = [jwk.kid ?? '', jwk.algorithm]
    const known = keys.get(nameOf(alg, kid))
    if (known?.jwk === text) {
      known.deadAt = Number.POSITIVE_INFINITY
      return known
    }
    try {
      const key = await importJWK(jwk, alg)
      return { kid, alg, key, jwk: text, deadAt: Number.POSITIVE_INFINITY, isLive }
    } catch (err) {
      log.warn({ err, kid }, 'a key of the set cannot be used')
      return undefined
    }
  }

  function isLive(this: PublicKey, now: number): boolean {
    if (now - triedAt >= STALE_MS) void refresh(now)
    return now < this.deadAt
  }

  /** Keys that vanished and still count. Keys that were replaced are dead at once. */
  function lingering(fresh: ReadonlyMap<string, PublicKey>, now: number): [string, PublicKey][] {
    return [...keys].filter(([name, key]) => {
      const successor = fresh.get(name)
      if (successor === key) return false
      key.deadAt = successor === undefined ? Math.min(key.deadAt, now + LINGER_MS) : now
      return now < key.deadAt
    })
  }

  function refresh(now: number): Promise<void> {
    if (loading !== undefined) return loading
    if (now - triedAt < REFETCH_MS) return Promise.resolve()
    triedAt = now
    loading = load().finally(() => {
      loading = undefined
    })
    return loading
  }

  function find(kid: unknown, alg: unknown): PublicKey | undefined {
    if (typeof kid === 'string') return keys.get(nameOf(alg, kid))
    return keys.size === 1 ? [...keys.values()][0] : undefined
  }

  async function keyOf(kid: unknown, alg: unknown): Promise<PublicKey> {
    const now = clock.now()
    const known = find(kid, alg)
    if (known?.isLive(now)) return known
    await refresh(now)
    const found = find(kid, alg)
    if (found?.isLive(now)) return found
    if (!hasLoaded) throw new Problem('store-away', { detail: 'The key set cannot be reached' })
    throw unauthorized('the key is unknown')
  }

  return async token => {
    const { kid, alg } = decode(splitToken(token).head)
    const key = await keyOf(kid, alg)
    if (alg !== key.alg) throw unauthorized('the algorithm is not accepted')
    return { claims: await verifiedClaims(token, key), key }
  }
}

async function verifiedClaims(token: string, { key, alg }: PublicKey): Promise<Claims> {
  const { claims, signature } = splitToken(token)
  // Decoding forgives padding and unused bits: without this one token would have many spellings.
  if (Buffer.from(signature, 'base64url').toString('base64url') !== signature) throw wrongSignature()
  try {
    await compactVerify(token, key, { algorithms: [alg] })
  } catch {
    // jose says in many ways that the signature does not hold; the client is told one.
    throw wrongSignature()
  }
  return decode(claims)
}

const wrongSignature = () => unauthorized('the signature is wrong')

/** Keys of different kinds may share an id (RFC 7517 §4.5). */
const nameOf = (alg: unknown, kid: string) => `${String(alg)} ${kid}`

type SigningJwk = JWK & { readonly algorithm: Algorithm }

/** The set's keys that may sign tokens; whatever else stands in it is passed over. Throws TypeError. */
function signingKeys(keySet: unknown): SigningJwk[] {
  const { keys } = Object(keySet) as { keys?: unknown }
  if (!Array.isArray(keys)) throw new TypeError('the key set has no keys')
  return keys.flatMap((entry: unknown) => {
    const jwk: JWK = Object(entry)
    const algorithm = algorithmOf(jwk)
    const isNamed = jwk.kid === undefined || typeof jwk.kid === 'string'
    return algorithm === undefined || !isNamed ? [] : [{ ...jwk, algorithm }]
  })
}

function algorithmOf({ kty, crv, alg, use, key_ops: operations }: JWK): Algorithm | undefined {
  const own = kty === 'RSA' ? 'RS256' : crv === 'P-256' ? 'ES256' : crv === 'Ed25519' ? 'EdDSA' : undefined
  const isForSignatures = use === undefined || use === 'sig'
  const verifies = !Array.isArray(operations) || operations.includes('verify')
  return (alg === undefined || alg === own) && isForSignatures && verifies ? own : undefined
}

// RS256, ES256 and EdDSA tokens against a key set that its owner rotates. A key's own kind fixes the algorithm;
// what the token claims about it must agree.
import { compactVerify, importJWK, type JWK } from 'jose'
import type { Clock } from '../clock.js'
import { Problem } from '../problem.js'
import { type Claims, unauthorized } from './claims.js'
import { decode, splitToken } from './hs256.js'
import type { LiveKey, Verify } from './tokens.js'

/** An unknown key id makes the set be fetched again, at most this often. */
const REFETCH_MS = 30_000
/** The set is fetched again at this age, so that keys which vanish are noticed. */
const STALE_MS = 300_000
/** A vanished key still counts this long: sets are replaced before the last token signed with them ends. */
const LINGER_MS = 600_000

export interface JwksParts {
  /** The key set (RFC 7517 §5), parsed. Rejects when it cannot be had. */
  fetchKeySet(): Promise<unknown>
  readonly clock: Clock
  readonly log: { warn(fields: object, message: string): void }
}

interface Key extends LiveKey {
  readonly key: Awaited<ReturnType<typeof importJWK>>
  readonly alg: string
  /** The JWK as it was read: when it changes under its id, it is another key. */
  readonly jwk: string
  /** Epoch milliseconds from which the key no longer counts. */
  deadAt: number
}

export function createJwks({ fetchKeySet, clock, log }: JwksParts): Verify {
  const keys = new Map<string, Key>()
  let triedAt = Number.NEGATIVE_INFINITY
  let hasLoaded = false
  let loading: Promise<void> | undefined

  async function load(): Promise<void> {
    try {
      const fresh = readKeySet(await fetchKeySet())
      bury(fresh, clock.now())
      for (const [kid, jwk] of fresh) await take(kid, jwk)
      hasLoaded = true
    } catch (err) {
      log.warn({ err }, 'key set not fetched')
    }
  }

  /** Keys that vanished linger, keys that were replaced are dead at once. */
  function bury(fresh: ReadonlyMap<string, string>, now: number): void {
    for (const [kid, key] of keys) {
      const isReplaced = fresh.has(kid) && fresh.get(kid) !== key.jwk
      if (isReplaced) key.deadAt = now
      else if (!fresh.has(kid)) key.deadAt = Math.min(key.deadAt, now + LINGER_MS)
      if (now >= key.deadAt) keys.delete(kid)
    }
  }

  async function take(kid: string, jwk: string): Promise<void> {
    const known = keys.get(kid)
    const parsed = JSON.parse(jwk) as JWK
    const alg = algorithmOf(parsed)
    if (alg === undefined) return
    if (known?.jwk === jwk) {
      known.deadAt = Number.POSITIVE_INFINITY
      return
    }
    const key: Key = {
      key: await importJWK(parsed, alg),
      alg,
      jwk,
      deadAt: Number.POSITIVE_INFINITY,
      isLive(now) {
        if (now - triedAt >= STALE_MS) void refresh(now)
        return now < this.deadAt
      },
    }
    keys.set(kid, key)
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

  async function keyOf(kid: unknown): Promise<Key> {
    const find = () =>
      typeof kid === 'string' ? keys.get(kid) : keys.size === 1 ? [...keys.values()][0] : undefined
    const now = clock.now()
    const known = find()
    if (known?.isLive(now)) return known
    await refresh(now)
    const found = find()
    if (found?.isLive(now)) return found
    if (!hasLoaded) throw new Problem('store-away', { detail: 'The key set cannot be reached' })
    throw unauthorized('the key is unknown')
  }

  return async token => {
    const { kid, alg } = decode(splitToken(token).head)
    const key = await keyOf(kid)
    if (alg !== key.alg) throw unauthorized('the algorithm is not accepted')
    return { claims: await verifiedClaims(token, key), key }
  }
}

async function verifiedClaims(token: string, { key, alg }: Key): Promise<Claims> {
  try {
    await compactVerify(token, key, { algorithms: [alg] })
  } catch {
    // jose says in many ways that the signature does not hold; the client is told one.
    throw unauthorized('the signature is wrong')
  }
  return decode(splitToken(token).claims)
}

/** The set's keys by their id, each as canonical text; '' is the id of one without. Throws TypeError. */
function readKeySet(keySet: unknown): Map<string, string> {
  const { keys } = Object(keySet) as { keys?: unknown }
  if (!Array.isArray(keys)) throw new TypeError('the key set has no keys')
  return new Map(
    keys.map((jwk: unknown) => {
      const { kid } = Object(jwk) as JWK
      return [typeof kid === 'string' ? kid : '', JSON.stringify(jwk)]
    }),
  )
}

function algorithmOf({ kty, crv, alg, use }: JWK): string | undefined {
  const own = kty === 'RSA' ? 'RS256' : crv === 'P-256' ? 'ES256' : crv === 'Ed25519' ? 'EdDSA' : undefined
  const agrees = (alg === undefined || alg === own) && (use === undefined || use === 'sig')
  return agrees ? own : undefined
}

// HS256 by node:crypto: the algorithm is pinned here, whatever the token says. A test holds this to jose,
// which takes eight times as long for the same verdicts.
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto'
import { type Claims, unauthorized } from './claims.js'
import type { Verify } from './tokens.js'

const always = { isLive: () => true }

/** Takes tokens signed with any of the secrets, the current one first. */
export function createHs256(secrets: readonly string[]): Verify {
  const keys = secrets.map(secret => createSecretKey(secret, 'utf8'))
  return token => {
    const { head, claims, signature } = splitToken(token)
    const header = decode(head)
    if (header.alg !== 'HS256' || 'crit' in header) throw unauthorized('the algorithm is not accepted')
    const signed = token.slice(0, head.length + 1 + claims.length)
    if (!keys.some(key => isSignature(key, signed, signature))) throw unauthorized('the signature is wrong')
    return { claims: decode(claims), key: always }
  }
}

/** The three parts of a compact JWS, still encoded. Throws Problem 'unauthorized'. */
export function splitToken(token: string): { head: string; claims: string; signature: string } {
  const [head, claims, signature, rest] = token.split('.')
  if (!head || !claims || !signature || rest !== undefined) throw unauthorized('the token is malformed')
  return { head, claims, signature }
}

/** A part's JSON object. Throws Problem 'unauthorized'. */
export function decode(part: string): Claims {
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
  } catch {
    throw unauthorized('the token is malformed')
  }
  if (typeof value !== 'object' || value === null) throw unauthorized('the token is malformed')
  return value as Claims
}

// Compared as text: base64url decoding would forgive stray characters, and one token would have many spellings.
function isSignature(key: KeyObject, signed: string, signature: string): boolean {
  const expected = Buffer.from(createHmac('sha256', key).update(signed).digest('base64url'), 'latin1')
  const given = Buffer.from(signature, 'latin1')
  return given.length === expected.length && timingSafeEqual(given, expected)
}

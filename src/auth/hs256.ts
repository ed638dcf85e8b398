// HS256 by node:crypto: the algorithm is pinned here, whatever the token says. A test holds this to jose,
// which takes eight times as long for the same verdicts.
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto'
import { unauthorized } from './claims.js'
import { decode, splitToken } from './jws.js'
import type { Verify } from './tokens.js'

const always = { isLive: () => true }

/** Takes tokens signed with any of the secrets, the current one first. */
export function createHs256(secrets: readonly string[]): Verify {
  const keys = secrets.map(secret => createSecretKey(secret, 'utf8'))
  /** The last head that was accepted: those of one issuer are alike. */
  let known = ''
  return token => {
    const { head, claims, signature } = splitToken(token)
    if (head !== known) checkHead(head)
    known = head
    const signed = token.slice(0, head.length + 1 + claims.length)
    if (!keys.some(key => isSignature(key, signed, signature))) throw unauthorized('the signature is wrong')
    return { claims: decode(claims), key: always }
  }
}

/** Throws Problem 'unauthorized'. */
function checkHead(head: string): void {
  const header = decode(head)
  if (header.alg !== 'HS256' || 'crit' in header) throw unauthorized('the algorithm is not accepted')
}

// Compared as text: base64url decoding would forgive stray characters, and one token would have many spellings.
function isSignature(key: KeyObject, signed: string, signature: string): boolean {
  const expected = Buffer.from(createHmac('sha256', key).update(signed).digest('base64url'), 'latin1')
  const given = Buffer.from(signature, 'latin1')
  return given.length === expected.length && timingSafeEqual(given, expected)
}

// The form of a token (RFC 7515 §3.1): three parts, of which two are JSON. Nothing is verified here.
import { type Claims, unauthorized } from './claims.js'

/** The three parts of a compact JWS, still encoded. Throws Problem 'unauthorized'. */
export function splitToken(token: string): { head: string; claims: string; signature: string } {
  const [head, claims, signature, rest] = token.split('.')
  if (!head || !claims || !signature || rest !== undefined) throw unauthorized('the token is malformed')
  return { head, claims, signature }
}

/** Where parts are decoded that fit: a buffer a token would cost more than its decoding. */
const scratch = Buffer.alloc(4_096)

/** A part's JSON object. Throws Problem 'unauthorized'. */
export function decode(part: string): Claims {
  let value: unknown
  try {
    value = JSON.parse(textOf(part))
  } catch {
    throw unauthorized('the token is malformed')
  }
  if (typeof value !== 'object' || value === null) throw unauthorized('the token is malformed')
  return value as Claims
}

function textOf(part: string): string {
  if (part.length > scratch.length) return Buffer.from(part, 'base64url').toString('utf8')
  return scratch.toString('utf8', 0, scratch.write(part, 'base64url'))
}

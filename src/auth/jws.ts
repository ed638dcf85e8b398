// The form of a token (RFC 7515 §3.1): three parts, of which two are JSON. Nothing is verified here.
import { type Claims, unauthorized } from './claims.js'

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

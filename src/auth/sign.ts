// Signing tokens, for the token tool and for a first start in development. The server itself signs nothing.
import { SignJWT } from 'jose'
import type { Role } from './identity.js'

export interface TokenOrder {
  readonly uid: string
  readonly role: Role
  /** The `shop` claim, when it is not the default one. */
  readonly shop?: string
  /** The `name` claim of a seat: customers see it. */
  readonly name?: string
  /** The `care` claim of a customer. */
  readonly needsCare?: boolean
  readonly issuer?: string
  readonly audience?: string
  readonly expiresInS: number
}

/** An HS256 token as the server takes it. */
export function signToken(order: TokenOrder, secret: string, now: number): Promise<string> {
  const issuedAt = Math.floor(now / 1000)
  const { role, shop, name, needsCare } = order
  const claims = { ...(shop && { shop }), ...(name && { name }), ...(needsCare && { care: true }) }
  const token = new SignJWT({ role, ...claims })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(order.uid)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + order.expiresInS)
  if (order.issuer) token.setIssuer(order.issuer)
  if (order.audience) token.setAudience(order.audience)
  return token.sign(new TextEncoder().encode(secret))
}

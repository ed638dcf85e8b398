// Signing tokens, for the token tool and for a first start in development. The server itself signs nothing.
import { SignJWT } from 'jose'
import type { Role } from './identity.js'

export interface TokenOrder {
  readonly uid: string
  readonly role: Role
  /** The `shop` claim, when it is not the default one. */
  readonly shop?: string
  readonly issuer?: string
  readonly audience?: string
  readonly expiresInS: number
}

/** An HS256 token as the server takes it. */
export function signToken(order: TokenOrder, secret: string, now: number): Promise<string> {
  const issuedAt = Math.floor(now / 1000)
  const token = new SignJWT({ role: order.role, ...(order.shop && { shop: order.shop }) })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(order.uid)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + order.expiresInS)
  if (order.issuer) token.setIssuer(order.issuer)
  if (order.audience) token.setAudience(order.audience)
  return token.sign(new TextEncoder().encode(secret))
}

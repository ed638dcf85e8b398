// Finds the shop of an admin's call: an admin of one shop reaches that shop, an admin of `*` every shop by `?shop=`.
// A token without a shop is one of the main shop and may also change documents of all shops, so that an installation of
// one shop needs no claim.
import { Type } from '@sinclair/typebox'
import { EVERY_SHOP, MAIN_SHOP } from '../../auth/identity.js'
import { Problem } from '../../problem.js'
import type { Call, Parameter } from '../http/route.js'

export const shopParameter: Parameter = {
  in: 'query',
  name: 'shop',
  schema: Type.String(),
  description: 'The shop that it is about; only an admin of all shops may name another than their own.',
}

/** The shop that the call names, or that of its token; undefined when an admin of all shops names none.
 *  Throws Problem 'forbidden' for somebody else's shop. */
export function shopNamed({ identity, request }: Pick<Call, 'identity' | 'request'>): string | undefined {
  const named = new URLSearchParams(request.query).get('shop') || undefined
  if (identity.shop === EVERY_SHOP) return named
  if (named !== undefined && named !== identity.shop) {
    throw new Problem('forbidden', { detail: 'This token is for another shop' })
  }
  return identity.shop
}

/** The shop that the call names; the main shop when an admin of all shops names none. */
export function shopOf(call: Pick<Call, 'identity' | 'request'>): string {
  return shopNamed(call) ?? MAIN_SHOP
}

/** Throws Problem 'forbidden' unless the caller is an admin of all shops. */
export function allShops({ identity }: Pick<Call, 'identity'>): void {
  if (identity.isOfAllShops) return
  throw new Problem('forbidden', { detail: 'This concerns all shops' })
}

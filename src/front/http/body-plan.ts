// What is read of a request's body, decided from its head: nothing where the request is refused whatever the body says.
import type { Overload } from '../../admission/overload.js'
import type { Identity } from '../../auth/identity.js'
import { bearerToken, type Tokens } from '../../auth/tokens.js'
import type { Request } from './request.js'
import { rolesOf } from './route.js'
import type { Found } from './router.js'

type Head = Pick<Request, 'headers'>

export interface BodyPlan {
  /** Bytes of body to read for this head: 0 when the route that was found takes none, and when the request is refused
   *  whatever the body says. */
  bodyLimit(head: Head, found: Found): number
  /** Who sends a body of bytes, '' when that is not known yet; undefined for a route that takes text. */
  senderOf(head: Head, found: Found): string | undefined
}

export interface BodyPlanDeps {
  readonly tokens: Tokens
  readonly overload: Pick<Overload, 'isFull'>
}

export function createBodyPlan({ tokens, overload }: BodyPlanDeps): BodyPlan {
  /** Undefined when the token is known to be of no use; one whose key has to be fetched may be anybody's. */
  function callerOf({ headers }: Head): Pick<Identity, 'role' | 'owner'> | 'anybody' | undefined {
    try {
      const identity = tokens.identify(bearerToken(headers.get('authorization')))
      if (!(identity instanceof Promise)) return identity
      // The same token is verified again when the request is handled, and that is where a fault of it is told.
      identity.catch(() => undefined)
      return 'anybody'
    } catch {
      return undefined // The same fault is thrown, and told, when the request is handled.
    }
  }

  return {
    bodyLimit(head, found) {
      if (found.kind !== 'route') return 0
      const { route } = found
      const maxBytes = (route.body ?? route.lines ?? route.bytes)?.maxBytes ?? 0
      if (maxBytes === 0 || (route.isTurn && overload.isFull())) return 0
      if (route.who === 'open') return maxBytes
      const caller = callerOf(head)
      if (caller === undefined) return 0
      return caller === 'anybody' || rolesOf(route).includes(caller.role) ? maxBytes : 0
    },
    senderOf(head, found) {
      if (found.kind !== 'route' || found.route.bytes === undefined) return undefined
      const caller = callerOf(head)
      return caller === undefined || caller === 'anybody' ? '' : caller.owner
    },
  }
}

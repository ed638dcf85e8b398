// What is read of a request's body, decided from its head: nothing where the request is refused whatever the body says.
import type { Overload } from '../../admission/overload.js'
import type { Identity } from '../../auth/identity.js'
import { bearerToken, type Tokens } from '../../auth/tokens.js'
import { declaredBytes } from './body-receiver.js'
import type { Request } from './request.js'
import { type Route, rolesOf } from './route.js'
import type { Found } from './router.js'

type Head = Pick<Request, 'headers'>

/** A body of this length comes in one piece as a rule, and is kept for nobody: a stranger's may be read. */
const SHORT_BYTES = 2_048

/** The body is read whoever sends it. */
function isForAnybody({ who, early }: Route, head: Head): boolean {
  if (who === 'open') return true
  const isShort = head.headers.has('content-length') && declaredBytes(head) <= SHORT_BYTES
  return isShort && early?.isDue() === true
}

export interface BodyPlan {
  /** 0 when the route that was found takes no body, and when the request is refused whatever the body says. */
  readonly maxBytes: number
  /** Who asks and may call the route; undefined when the head alone does not tell. */
  readonly caller: Identity | undefined
  /** The bytes are wanted as they are: they are no text. */
  readonly isBinary: boolean
}

export const unread: BodyPlan = { maxBytes: 0, caller: undefined, isBinary: false }

export type PlanBody = (head: Head, found: Found) => BodyPlan

export interface BodyPlanDeps {
  readonly tokens: Tokens
  readonly overload: Pick<Overload, 'isFull'>
}

export function createBodyPlan({ tokens, overload }: BodyPlanDeps): PlanBody {
  /** Undefined when the token is known to be of no use; one whose key has to be fetched may be anybody's. */
  function callerOf({ headers }: Head): Identity | 'anybody' | undefined {
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

  return (head, found) => {
    if (found.kind !== 'route') return unread
    const { route } = found
    const maxBytes = (route.body ?? route.lines ?? route.bytes)?.maxBytes ?? 0
    if (maxBytes === 0 || (route.isTurn && overload.isFull())) return unread
    const isBinary = route.bytes !== undefined
    const caller = isForAnybody(route, head) ? 'anybody' : callerOf(head)
    if (caller === 'anybody') return { maxBytes, caller: undefined, isBinary }
    return caller && rolesOf(route).includes(caller.role) ? { maxBytes, caller, isBinary } : unread
  }
}

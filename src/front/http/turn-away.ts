// Refuses requests before they are handled: an address has too many, the process is full, the caller has spent their own rate,
// or in a crowd what a turn asks decides. Most requests of a sale end here: nothing is thrown, and nobody is waited for.
import type { Overload } from '../../admission/overload.js'
import type { Metrics } from '../../ops/metrics.js'
import type { Replies } from './replies.js'
import type { ProblemLike, Reply } from './reply.js'
import type { Request } from './request.js'
import type { Route, ShopProblem } from './route.js'
import type { Found } from './router.js'

export interface TurnAwayDeps {
  readonly overload: Pick<Overload, 'refuses' | 'refusal'>
  readonly meter: Pick<Metrics, 'rejected'>
  readonly replies: Replies
  /** The request's body as its route describes it. Throws the Problem of one that is otherwise. */
  readBody(route: Route, request: Request): unknown
}

interface EarlyEnd {
  readonly problem: ProblemLike
  /** Of a turn. */
  readonly route: Route | undefined
  readonly shop: string | undefined
}

/** The reply that refuses the request; undefined when it may go on. To be asked once a request: a refusal is counted. */
export type TurnAway = (request: Request, found: Found) => Reply | Promise<Reply> | undefined

export function createTurnAway({ overload, meter, replies, readBody }: TurnAwayDeps): TurnAway {
  function endOf(request: Request, found: Found): EarlyEnd | undefined {
    const { refusal: problem, body } = request
    if (problem) return { problem, route: undefined, shop: undefined }
    if (found.kind !== 'route' || !found.route.isTurn || body.kind === 'ambiguous') return undefined
    const { route } = found
    if (overload.refuses()) {
      return { problem: { kind: 'overloaded', ...overload.refusal() }, route, shop: undefined }
    }
    const refusal = request.caller && route.early?.refusalOfCaller(request.caller)
    if (refusal) return endBy(refusal, route)
    return body.kind === 'text' && route.early?.isDue() ? endByBody(request, route) : undefined
  }

  function endByBody(request: Request, route: Route): EarlyEnd | undefined {
    try {
      const refusal = route.early?.refusalOf(request, readBody(route, request))
      return refusal && endBy(refusal, route)
    } catch {
      return undefined // A fault of the body is told once the token is verified.
    }
  }

  return (request, found) => {
    const end = endOf(request, found)
    if (end === undefined) return undefined
    const answering = replies.begin(request)
    const { context } = answering
    if (end.route) replies.arrivalOf(end.route, request, context)
    context.shop = end.shop
    meter.rejected(end.problem.kind)
    return replies.finish(request, replies.refusal(request, end.problem, answering), context)
  }
}

/** Member by member: behind a spread V8 adds each member slowly. */
function endBy({ problem, shop }: ShopProblem, route: Route): EarlyEnd {
  return { problem, route, shop }
}

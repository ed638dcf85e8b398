// What all replies have in common: the trace, headers, timing and counts, and how a problem is told. Every problem is
// rendered here, once.
import type { Overload } from '../../admission/overload.js'
import type { Clock } from '../../clock.js'
import type { Log } from '../../ops/log.js'
import type { Metrics } from '../../ops/metrics.js'
import type { TextTable } from '../../texts.js'
import type { Trace } from '../../trace/trace.js'
import { countReply } from '../first-response.js'
import { createCompress } from './compress.js'
import type { Cors } from './cors.js'
import {
  mergeHeaders,
  openAiError,
  type ProblemLike,
  problemBody,
  problemReply,
  problemText,
  type Reply,
} from './reply.js'
import type { Request } from './request.js'
import { type TraceDeps, traceOf } from './request-trace.js'
import type { Route } from './route.js'
import { refusalTiming } from './server-timing.js'

export interface RepliesDeps extends TraceDeps {
  readonly overload: Pick<Overload, 'arrivedAt'>
  readonly texts: TextTable
  readonly clock: Clock
  readonly cors: Cors
  readonly meter: Pick<Metrics, 'served'>
  readonly log: Pick<Log, 'error'>
}

/** Headers and start time common to every reply of a request. */
export interface ReplyContext {
  readonly headers: Record<string, string>
  /** When the clock of the turn that is asked for started, epoch milliseconds; within what time it is answered. */
  turnFrom: number | undefined
  /** Of the caller, once known. */
  shop?: string | undefined
  limitMs?: number
}

/** A request under way. */
export interface Answering {
  readonly trace: Trace
  readonly context: ReplyContext
}

export interface Replies {
  begin(request: Request): Answering
  /** When the request began to wait. The clock of a turn starts with its reply's context. */
  arrivalOf(route: Route, request: Request, context: ReplyContext): number
  /** The problem in the sentences of the caller's shop; in those of all shops when nobody is known. */
  refusal(request: Request, problem: ProblemLike, answering: Answering): Reply
  /** The reply as it leaves. */
  finish(request: Request, reply: Reply, context: ReplyContext): Reply | Promise<Reply>
}

export function createReplies(deps: RepliesDeps): Replies {
  const { overload, texts, clock, meter, log, cors } = deps
  const compress = createCompress()

  return {
    begin(request) {
      const trace = traceOf(request, deps)
      const headers: Record<string, string> = {
        traceparent: trace.traceparent,
        'X-Content-Type-Options': 'nosniff',
      }
      Object.assign(headers, cors(request.headers.get('origin')))
      return { trace, context: { headers, turnFrom: undefined } }
    },

    arrivalOf(route, { headers }, context) {
      if (!route.isTurn) return clock.now()
      if (route.limitMs) context.limitMs = route.limitMs(headers)
      context.turnFrom = overload.arrivedAt()
      return context.turnFrom
    },

    refusal({ path, headers }, problem, { trace, context }) {
      if (problem.kind === 'internal') log.error({ err: problem, trace_id: trace.traceId }, 'request failed')
      const sentences = texts.for(headers.get('accept-language'), context.shop)
      if (!path.startsWith('/v1/')) return problemReply(problem, problemText(problem, trace, sentences))
      return problemReply(problem, JSON.stringify(openAiError(problemBody(problem, trace, sentences))))
    },

    finish({ headers: asked }, reply, context) {
      const { headers, turnFrom } = context
      if (reply.status === 429 && turnFrom !== undefined) {
        headers['Server-Timing'] = refusalTiming(clock.now() - turnFrom)
      }
      countReply(meter, reply, context)
      const packed = compress(reply, asked.get('accept-encoding'))
      return packed instanceof Promise
        ? packed.then(one => withHeaders(one, headers))
        : withHeaders(packed, headers)
    },
  }
}

/** Spelled out in the order of every other whole reply: a spread costs more, and gives the writer one more shape to meet. */
function withHeaders(reply: Reply, own: Record<string, string>): Reply {
  const headers = mergeHeaders(own, reply.headers)
  const { status, type } = reply
  return 'start' in reply ? { ...reply, headers } : { status, type, body: reply.body, headers }
}

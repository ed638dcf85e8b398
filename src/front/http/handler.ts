// The HTTP side as a function: a request value in, a reply value out. Every problem is rendered here, once.
import type { Overload } from '../../admission/overload.js'
import type { AuditLog, RouteName } from '../../audit/audit-log.js'
import type { Identity, Role } from '../../auth/identity.js'
import { bearerToken, type Tokens } from '../../auth/tokens.js'
import type { Clock } from '../../clock.js'
import type { Log } from '../../ops/log.js'
import type { Metrics } from '../../ops/metrics.js'
import { Problem, type ProblemKind } from '../../problem.js'
import type { TextTable } from '../../texts.js'
import type { Trace } from '../../trace/trace.js'
import { countReply } from '../first-response.js'
import { isAct, onRecord } from './acts.js'
import { createBodyReader } from './body.js'
import { createBodyPlan, type PlanBody } from './body-plan.js'
import { createCompress } from './compress.js'
import type { Cors } from './cors.js'
import {
  mergeHeaders,
  noContent,
  openAiError,
  type ProblemLike,
  problemBody,
  problemReply,
  type Reply,
} from './reply.js'
import type { Request } from './request.js'
import { type TraceDeps, traceOf } from './request-trace.js'
import { type Call, type Route, rolesOf } from './route.js'
import { createRouter, type Found } from './router.js'
import { refusalTiming } from './server-timing.js'

export interface HandlerDeps extends TraceDeps {
  readonly routes: readonly Route[]
  readonly tokens: Tokens
  readonly overload: Pick<Overload, 'refuses' | 'isFull' | 'refusal' | 'arrivedAt'>
  readonly texts: TextTable
  readonly clock: Clock
  readonly cors: Cors
  readonly meter: Pick<Metrics, 'rejected' | 'served'>
  readonly auditLog: AuditLog
  readonly log: Pick<Log, 'error'>
}

export interface Handler {
  readonly planBody: PlanBody
  /** The match of the head's method and path. */
  find(head: Pick<Request, 'method' | 'path'>): Found
  /** Never rejects. The reply's headers are complete but for what the connection adds. */
  handle(request: Request, found?: Found): Promise<Reply>
  /** The socket's identity, or the reply that refuses it. `room` names a reason why not, once it is known who asks. */
  admitSocket(
    request: Request,
    role: Role,
    room: (owner: string) => ProblemKind | undefined,
  ): Promise<Identity | Reply>
}

/** A turn that was posted is counted by its end: these are the only ends that are refusals of the request too. */
const countedAtEnd: ReadonlySet<ProblemKind> = new Set(['gone', 'key-reused'])

interface Asking {
  readonly route: RouteName
  readonly trace: Trace
}

/** Headers and start time common to every reply of a request. */
interface ReplyContext {
  readonly headers: Record<string, string>
  /** When the clock of the turn that is asked for started, epoch milliseconds; within what time it is answered. */
  turnFrom: number | undefined
  /** Of the caller, once known. */
  shop?: string
  limitMs?: number
}

/** A request under way. */
interface Answering {
  readonly trace: Trace
  readonly context: ReplyContext
}

interface Refusing {
  readonly trace: Trace
  /** Whose sentences; of all shops when nobody is known. */
  readonly shop?: string | undefined
}

const anonymous: Identity = { role: 'customer', uid: '', owner: '', shop: 'main', expiresAt: 0 }

export function createHandler(deps: HandlerDeps): Handler {
  const { tokens, overload, texts, clock, meter, log, cors, auditLog } = deps
  const route = createRouter(deps.routes)
  const find: Handler['find'] = ({ method, path }) => route(method, path)
  const compress = createCompress()
  const readers = new Map<Route, (request: Request) => unknown>()
  for (const route of deps.routes) if (route.body) readers.set(route, createBodyReader(route.body.schema))

  async function answer(request: Request, found: Found, { trace, context }: Answering): Promise<Reply> {
    const { headers } = context
    if (found.kind === 'nothing') throw noSuchPath(request)
    if (found.kind === 'method') return otherMethod(request, found.allow, headers)
    if (request.body.kind === 'ambiguous') {
      throw new Problem('bad-request', { detail: `More than one ${request.body.header} header` })
    }
    const { route, params } = found
    const arrivedAt = arrivalOf(route, request, context)
    if (route.isTurn && overload.refuses()) {
      return turnAway(request, trace, { kind: 'overloaded', ...overload.refusal() })
    }
    // A reply that needed a token may stay in no cache on the way.
    if (route.who !== 'open') headers['Cache-Control'] = 'no-store'
    const identity = request.caller ?? (await callerOf(request, route, trace))
    context.shop = identity.shop
    const body = readers.get(route)?.(request)
    return serve(route, { request, params, identity, body, trace, arrivedAt, headers })
  }

  function callerOf(request: Request, route: Route, trace: Trace): Identity | Promise<Identity> {
    return route.who === 'open' ? anonymous : identify(request, rolesOf(route), { route, trace })
  }

  /** When the request began to wait. The clock of a turn starts with its reply's context. */
  function arrivalOf(route: Route, { headers }: Request, context: ReplyContext): number {
    if (!route.isTurn) return clock.now()
    if (route.limitMs) context.limitMs = route.limitMs(headers)
    context.turnFrom = overload.arrivedAt()
    return context.turnFrom
  }

  function noSuchPath({ headers }: Request): Problem {
    return new Problem('not-found', { detail: texts.for(headers.get('accept-language')).noSuchPath })
  }

  function serve(route: Route, call: Call): Reply | Promise<Reply> {
    const reply = route.handle(call)
    return isAct(route) ? onRecord(auditLog, { ...call, route }, reply) : reply
  }

  async function identify(
    request: Request,
    roles: readonly Role[],
    { route, trace }: Asking,
  ): Promise<Identity> {
    try {
      const identity = await tokens.identify(bearerToken(request.headers.get('authorization')))
      if (roles.includes(identity.role)) return identity
      throw new Problem('forbidden', { detail: `This route is for role ${roles.join(' or ')}` })
    } catch (thrown) {
      const kind = thrown instanceof Problem ? thrown.kind : undefined
      if (kind === 'unauthorized' || kind === 'forbidden') auditLog.refused(route, kind, trace)
      throw thrown
    }
  }

  function otherMethod({ method, headers }: Request, allow: string, to: Record<string, string>): Reply {
    if (method !== 'OPTIONS') throw new Problem('method-not-allowed', { headers: { Allow: allow } })
    const preflight = { methods: allow, headers: headers.get('access-control-request-headers') }
    Object.assign(to, cors(headers.get('origin'), preflight))
    return noContent({ Allow: allow })
  }

  function refuse(request: Request, problem: ProblemLike, { trace, shop }: Refusing): Reply {
    if (problem.kind === 'internal') log.error({ err: problem, trace_id: trace.traceId }, 'request failed')
    const body = problemBody(problem, trace, texts.for(request.headers.get('accept-language'), shop))
    return problemReply(problem, request.path.startsWith('/v1/') ? openAiError(body) : body)
  }

  /** Refused for lack of room, without an Error for each. */
  function turnAway(request: Request, trace: Trace, problem: ProblemLike): Reply {
    meter.rejected(problem.kind)
    return refuse(request, problem, { trace })
  }

  /** The reply with its trace, or the problem in its place. */
  async function render(request: Request, ask: (answering: Answering) => Promise<Reply>): Promise<Reply> {
    const trace = traceOf(request, deps)
    const headers: Record<string, string> = {
      traceparent: trace.traceparent,
      'X-Content-Type-Options': 'nosniff',
    }
    Object.assign(headers, cors(request.headers.get('origin')))
    const context: ReplyContext = { headers, turnFrom: undefined }
    let reply: Reply
    try {
      reply = request.refusal ? turnAway(request, trace, request.refusal) : await ask({ trace, context })
    } catch (thrown) {
      const problem = Problem.from(thrown)
      const isTurnRefused =
        context.turnFrom !== undefined && problem.status < 500 && !countedAtEnd.has(problem.kind)
      if (problem.status === 429 || isTurnRefused) meter.rejected(problem.kind)
      reply = refuse(request, problem, { trace, shop: context.shop })
    }
    if (reply.status === 429 && context.turnFrom !== undefined) {
      headers['Server-Timing'] = refusalTiming(clock.now() - context.turnFrom)
    }
    countReply(meter, reply, context)
    const packed = compress(reply, request.headers.get('accept-encoding'))
    const dressed = packed instanceof Promise ? await packed : packed
    return { ...dressed, headers: mergeHeaders(headers, dressed.headers) }
  }

  return {
    find,
    planBody: createBodyPlan(deps),
    handle: (request, found = find(request)) =>
      render(request, answering => answer(request, found, answering)),
    async admitSocket(request, role, room) {
      let identity: Identity | undefined
      const refusal = await render(request, async ({ trace }) => {
        if (request.body.kind === 'ambiguous') throw new Problem('bad-request')
        identity = await identify(request, [role], { route: request, trace })
        const reason = room(identity.owner)
        if (reason !== undefined) throw new Problem(reason)
        return noContent()
      })
      return refusal.status === 204 && identity ? identity : refusal
    },
  }
}

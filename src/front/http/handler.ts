// The HTTP side as a function: a request value in, a reply value out.
import type { Overload } from '../../admission/overload.js'
import type { AuditLog, RouteName } from '../../audit/audit-log.js'
import type { Identity, Role } from '../../auth/identity.js'
import { bearerToken, type Tokens } from '../../auth/tokens.js'
import type { Metrics } from '../../ops/metrics.js'
import { Problem, type ProblemKind } from '../../problem.js'
import type { Trace } from '../../trace/trace.js'
import { isAct, onRecord } from './acts.js'
import { createBodyReader } from './body.js'
import { createBodyPlan, type PlanBody } from './body-plan.js'
import { type Answering, createReplies, type RepliesDeps } from './replies.js'
import { noContent, type Reply } from './reply.js'
import type { Request } from './request.js'
import { type Call, type Route, rolesOf } from './route.js'
import { createRouter, type Found } from './router.js'
import { createTurnAway } from './turn-away.js'

export interface HandlerDeps extends RepliesDeps {
  readonly routes: readonly Route[]
  readonly tokens: Tokens
  readonly overload: Pick<Overload, 'refuses' | 'isFull' | 'refusal' | 'arrivedAt'>
  readonly meter: Pick<Metrics, 'rejected' | 'served'>
  readonly auditLog: AuditLog
}

export interface Handler {
  readonly planBody: PlanBody
  /** The match of the head's method and path. */
  find(head: Pick<Request, 'method' | 'path'>): Found
  /** Never rejects; what is refused before anybody knows who asks is refused at once. The reply's headers are complete
   *  but for what the connection adds. */
  handle(request: Request, found?: Found): Reply | Promise<Reply>
  /** The socket's identity, or the reply that refuses it; at once where nothing has to be waited for. `room` names a
   *  reason why not, once it is known who asks. Never rejects. */
  admitSocket(
    request: Request,
    role: Role,
    room: (owner: string) => ProblemKind | undefined,
  ): SocketAdmission | Promise<SocketAdmission>
}

export type SocketAdmission = Identity | Reply

/** A turn that was posted is counted by its end: these are the only ends that are refusals of the request too. */
const countedAtEnd: ReadonlySet<ProblemKind> = new Set(['gone', 'key-reused'])

const anonymous: Identity = { role: 'customer', uid: '', owner: '', shop: 'main', expiresAt: 0 }

export function createHandler(deps: HandlerDeps): Handler {
  const { tokens, overload, texts, meter, cors, auditLog } = deps
  const route = createRouter(deps.routes)
  const find: Handler['find'] = ({ method, path }) => route(method, path)
  const replies = createReplies(deps)
  const readers = new Map<Route, (request: Request) => unknown>()
  for (const route of deps.routes) if (route.body) readers.set(route, createBodyReader(route.body.schema))
  const readBody = (route: Route, request: Request) => readers.get(route)?.(request)
  const turnAway = createTurnAway({ overload, meter, replies, readBody })

  async function answer(request: Request, found: Found, { trace, context }: Answering): Promise<Reply> {
    const { headers } = context
    if (found.kind === 'nothing') throw noSuchPath(request)
    if (found.kind === 'method') return otherMethod(request, found.allow, headers)
    if (request.body.kind === 'ambiguous') {
      throw new Problem('bad-request', { detail: `More than one ${request.body.header} header` })
    }
    const { route, params } = found
    const arrivedAt = replies.arrivalOf(route, request, context)
    // A reply that needed a token may stay in no cache on the way.
    if (route.who !== 'open') headers['Cache-Control'] = 'no-store'
    const identity = request.caller ?? (await callerOf(request, route, trace))
    context.shop = identity.shop
    const body = readBody(route, request)
    return serve(route, { request, params, identity, body, trace, arrivedAt, headers })
  }

  async function callerOf(request: Request, route: Route, trace: Trace): Promise<Identity> {
    if (route.who === 'open') return anonymous
    try {
      return await identify(request, rolesOf(route))
    } catch (thrown) {
      record(thrown, route, trace)
      throw thrown
    }
  }

  function noSuchPath({ headers }: Request): Problem {
    return new Problem('not-found', { detail: texts.for(headers.get('accept-language')).noSuchPath })
  }

  function serve(route: Route, call: Call): Reply | Promise<Reply> {
    const reply = route.handle(call)
    return isAct(route) ? onRecord(auditLog, { ...call, route }, reply) : reply
  }

  /** At once when the token was seen before, or needs no fetched key. Throws, or rejects with, what refuses it. */
  function identify(request: Request, roles: readonly Role[]): Identity | Promise<Identity> {
    const checked = (identity: Identity): Identity => {
      if (roles.includes(identity.role)) return identity
      throw new Problem('forbidden', { detail: `This route is for role ${roles.join(' or ')}` })
    }
    const identified = tokens.identify(bearerToken(request.headers.get('authorization')))
    return identified instanceof Promise ? identified.then(checked) : checked(identified)
  }

  /** Puts a refused token on record. */
  function record(thrown: unknown, route: RouteName, trace: Trace): void {
    const kind = thrown instanceof Problem ? thrown.kind : undefined
    if (kind === 'unauthorized' || kind === 'forbidden') auditLog.refused(route, kind, trace)
  }

  function otherMethod({ method, headers }: Request, allow: string, to: Record<string, string>): Reply {
    if (method !== 'OPTIONS') throw new Problem('method-not-allowed', { headers: { Allow: allow } })
    const preflight = { methods: allow, headers: headers.get('access-control-request-headers') }
    Object.assign(to, cors(headers.get('origin'), preflight))
    return noContent({ Allow: allow })
  }

  /** The reply, or the problem in its place. */
  async function render(request: Request, found: Found): Promise<Reply> {
    const answering = replies.begin(request)
    let reply: Reply
    try {
      reply = await answer(request, found, answering)
    } catch (thrown) {
      reply = refused(request, thrown, answering)
    }
    return replies.finish(request, reply, answering.context)
  }

  function refused(request: Request, thrown: unknown, answering: Answering): Reply {
    const problem = Problem.from(thrown)
    const isTurnRefused =
      answering.context.turnFrom !== undefined && problem.status < 500 && !countedAtEnd.has(problem.kind)
    if (problem.status === 429 || isTurnRefused) meter.rejected(problem.kind)
    return replies.refusal(request, problem, answering)
  }

  /** The reply, and with it the trace, is made for a refused socket alone. */
  function refuseSocket(request: Request, thrown: unknown): Reply | Promise<Reply> {
    const answering = replies.begin(request)
    record(thrown, request, answering.trace)
    return replies.finish(request, refused(request, thrown, answering), answering.context)
  }

  return {
    find,
    planBody: createBodyPlan(deps),
    handle: (request, found = find(request)) => turnAway(request, found) ?? render(request, found),
    admitSocket(request, role, room) {
      const away = request.refusal && turnAway(request, find(request))
      if (away) return away
      const admit = (identity: Identity): Identity => {
        const reason = room(identity.owner)
        if (reason === undefined) return identity
        throw new Problem(reason)
      }
      try {
        if (request.body.kind === 'ambiguous') throw new Problem('bad-request')
        const identified = identify(request, [role])
        if (!(identified instanceof Promise)) return admit(identified)
        return identified.then(admit).catch(thrown => refuseSocket(request, thrown))
      } catch (thrown) {
        return refuseSocket(request, thrown)
      }
    },
  }
}

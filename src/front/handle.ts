// The HTTP side as a function: a request value in, a reply value out. Every problem is rendered here, once.
import type { Identity, Role } from '../auth/identity.js'
import { bearerToken, type Tokens } from '../auth/tokens.js'
import type { Clock } from '../clock.js'
import { Problem, type ProblemKind } from '../problem.js'
import type { TextTable } from '../texts.js'
import { continueTrace, type RandomHex, type Trace } from '../trace/trace.js'
import { createBodyReader } from './body.js'
import type { Log, Meter, Overload } from './ports.js'
import { noContent, type ProblemLike, problemReply, type Reply } from './reply.js'
import type { Request } from './request.js'
import { createRouter } from './router.js'
import type { Route } from './routes.js'

export interface HandlerParts {
  readonly routes: readonly Route[]
  readonly tokens: Tokens
  readonly overload: Overload
  readonly texts: TextTable
  readonly clock: Clock
  readonly randomHex: RandomHex
  readonly meter: Meter
  readonly log: Log
}

export interface Handler {
  /** Bytes of body that the route may take; 0 when it takes none. */
  bodyLimit(method: string, path: string): number
  /** Never rejects. The reply's headers are complete but for what the connection adds. */
  handle(request: Request): Promise<Reply>
  /** Who may open a socket, or the reply that refuses it. `room` names a reason why not, once it is known who asks. */
  admitSocket(
    request: Request,
    role: Role,
    room: (owner: string) => ProblemKind | undefined,
  ): Promise<Identity | Reply>
}

const nobody: Identity = { role: 'customer', uid: '', owner: '', shop: 'main', expiresAt: 0 }

export function createHandler(parts: HandlerParts): Handler {
  const { tokens, overload, texts, clock, randomHex, meter, log } = parts
  const find = createRouter(parts.routes)
  const readers = new Map<Route, (request: Request) => unknown>()
  for (const route of parts.routes) if (route.body) readers.set(route, createBodyReader(route.body.schema))

  async function answer(request: Request, trace: Trace, headers: Record<string, string>): Promise<Reply> {
    const found = find(request.method, request.path)
    if (found.at === 'nothing') throw new Problem('not-found')
    if (found.at === 'method') return wrongMethod(request.method, found.allow)
    if (request.body.at === 'ambiguous') {
      throw new Problem('bad-request', { detail: `More than one ${request.body.header} header` })
    }
    const { route, params } = found
    if (route.isTurn && overload.refuses()) {
      meter.rejected('overloaded')
      return refuse(request, trace, { kind: 'overloaded', ...overload.refusal() })
    }
    const arrivedAt = route.isTurn ? overload.arrivedAt() : clock.now()
    const identity = route.who === 'open' ? nobody : await identify(request, route.who, tokens)
    const body = readers.get(route)?.(request)
    return route.handle({ request, params, identity, body, trace, arrivedAt, headers })
  }

  function refuse(request: Request, trace: Trace, problem: ProblemLike): Reply {
    if (problem.kind === 'internal') log.error({ err: problem, traceId: trace.traceId }, 'request failed')
    return problemReply(problem, trace, texts.for(request.headers.get('accept-language')))
  }

  /** The reply with its trace, or the problem in its place. */
  async function render(
    request: Request,
    ask: (trace: Trace, headers: Record<string, string>) => Promise<Reply>,
  ): Promise<Reply> {
    const trace = continueTrace(request.headers.get('traceparent'), randomHex)
    const headers: Record<string, string> = { traceparent: trace.traceparent }
    let reply: Reply
    try {
      reply = await ask(trace, headers)
    } catch (thrown) {
      const problem = asProblem(thrown)
      if (problem.status === 429) meter.rejected(problem.kind)
      reply = refuse(request, trace, problem)
    }
    return { ...reply, headers: Object.assign(headers, reply.headers) }
  }

  return {
    bodyLimit(method, path) {
      const found = find(method, path)
      return found.at === 'route' ? (found.route.body?.maxBytes ?? 0) : 0
    },
    handle: request => render(request, (trace, headers) => answer(request, trace, headers)),
    async admitSocket(request, role, room) {
      let identity: Identity | undefined
      const refusal = await render(request, async () => {
        if (request.body.at === 'ambiguous') throw new Problem('bad-request')
        identity = await identify(request, role, tokens)
        const reason = room(identity.owner)
        if (reason !== undefined) throw new Problem(reason)
        return noContent()
      })
      return refusal.status === 204 && identity ? identity : refusal
    },
  }
}

function wrongMethod(method: string, allow: string): Reply {
  if (method === 'OPTIONS') return noContent({ Allow: allow })
  throw new Problem('method-not-allowed', { headers: { Allow: allow } })
}

async function identify(request: Request, role: Role, tokens: Tokens): Promise<Identity> {
  const identity = await tokens.identify(bearerToken(request.headers.get('authorization')))
  if (identity.role !== role) throw new Problem('forbidden', { detail: `This route is for role ${role}` })
  return identity
}

function asProblem(thrown: unknown): Problem {
  return thrown instanceof Problem ? thrown : new Problem('internal', { cause: thrown })
}

// The front put together: the table of routes over the dialogs and the ports, and a server that answers by it.

import type { AddressLimits } from '../admission/address-limits.js'
import type { AnswerLookup } from '../answer/lookup.js'
import type { AuditLog } from '../audit/audit-log.js'
import type { Tokens } from '../auth/tokens.js'
import type { Clock } from '../clock.js'
import type { SignMessage } from '../cluster/bus.js'
import type { Chat } from '../dialog/chat.js'
import type { Confirming } from '../dialog/confirming.js'
import type { Conversations } from '../dialog/follow/conversations.js'
import type { Subscriptions } from '../dialog/follow/subscriptions.js'
import type { Document } from '../documents/document.js'
import type { Feedback } from '../feedback/feedback.js'
import type { RateService } from '../feedback/service-ratings.js'
import type { LevelDocument, LevelSwitch } from '../ladder/level.js'
import type { ClusterView } from '../ops/cluster-view.js'
import type { Log } from '../ops/log.js'
import type { Metrics } from '../ops/metrics.js'
import type { KeyedHash } from '../privacy/keyed-hash.js'
import type { Asking } from '../seats/asking.js'
import type { LeavingMessages } from '../seats/leaving-messages.js'
import type { SeatLinks } from '../seats/seat-links.js'
import type { Standings } from '../seats/standing.js'
import type { TextTable } from '../texts.js'
import type { TraceDecision } from '../trace/sampler.js'
import type { RandomHex } from '../trace/trace.js'
import { levelRoutes } from './admin/level-routes.js'
import { healthRoutes, metricsRoute, type Readiness } from './admin/ops-routes.js'
import { type Admitter, type AdmitterDeps, createAdmitter } from './chat/admit.js'
import { confirmationRoutes } from './chat/confirmation-routes.js'
import { createDecisions, type Decisions } from './chat/decisions.js'
import { createEventStreams, type EventStreams } from './chat/event-streams.js'
import { feedbackRoutes } from './chat/feedback-routes.js'
import { type ImageRouteDeps, imageRoutes } from './chat/image-routes.js'
import { createOpinionsOfCustomers, type OpinionsOfCustomers } from './chat/opinions.js'
import { createPaidReads, READS_IN_A_ROW, READS_PER_S } from './chat/paid-reads.js'
import { createPendingReply, type PendingReply } from './chat/pending-reply.js'
import { personRoutes } from './chat/person-routes.js'
import { type ChatLimits, chatRoutes } from './chat/routes.js'
import { type TranscriptRouteDeps, transcriptRoute } from './chat/transcript-route.js'
import type { MakeCustomerRate } from './customer-rate.js'
import { createHolds } from './holds.js'
import { createCors } from './http/cors.js'
import { createHandler, type Handler, type HandlerDeps } from './http/handler.js'
import { openapiRoute } from './http/openapi.js'
import type { Route } from './http/route.js'
import { type FrontSettings, type Side, sidesOf } from './listeners.js'
import { completionRoutes } from './openai/routes.js'
import { listen, type Server } from './server.js'
import { SIGNS_IN_A_ROW, SIGNS_PER_S } from './signs.js'
import { asyncapiRoute } from './socket/asyncapi.js'
import type { SocketKind } from './socket/connection.js'
import { createFrameRates } from './socket/frame-rates.js'
import { customerSocket, type SessionDeps } from './socket/session.js'
import { socketRoute } from './socket/socket-route.js'

export interface FrontDeps
  extends Pick<TranscriptRouteDeps, 'transcripts' | 'aigcProducer'>,
    Pick<ImageRouteDeps, 'pictures' | 'onRevealed'> {
  readonly chat: Chat
  readonly tokens: Tokens
  readonly admission: AdmitterDeps['admission']
  readonly lookup: Pick<AnswerLookup, 'classify'>
  readonly overload: AdmitterDeps['overload'] & HandlerDeps['overload']
  /** Can the process take turns? */
  readiness(): Readiness
  /** The metrics of the cluster in Prometheus text format. */
  readonly cluster: Pick<ClusterView, 'render'>
  readonly levels: LevelSwitch
  readonly levelDocument: Document<LevelDocument>
  readonly subscriptions: Subscriptions
  readonly conversations: Conversations
  readonly feedback: Feedback
  readonly rateService: RateService
  /** Decisions about proposed writes. */
  readonly confirming: Confirming
  /** Customers' requests about people. */
  readonly asking: Asking
  readonly leaving: Pick<LeavingMessages, 'leaveMessage'>
  readonly standings: Pick<Standings, 'of' | 'follow'>
  readonly seatLinks: SeatLinks
  /** Called with a customer's sign for the seat that holds the dialog. */
  passSign(sign: SignMessage): void
  readonly keyedHash: KeyedHash
  /** Absent: no address is counted. */
  readonly addresses: AddressLimits | undefined
  /** Absent: no traces are recorded. */
  readonly tracing?: TraceDecision | undefined
  readonly texts: TextTable
  readonly clock: Clock
  /** Makes a rate that is counted for each customer. */
  readonly customerRate: MakeCustomerRate
  readonly randomHex: RandomHex
  readonly meter: Pick<Metrics, 'responded' | 'rejected' | 'promoted' | 'served' | 'broke'>
  readonly auditLog: AuditLog
  readonly log: Pick<Log, 'error' | 'warn'>
  /** Routes of other parts, such as the desk's. */
  readonly routes: readonly Route[]
  /** WebSockets of other parts. */
  readonly sockets: readonly SocketKind[]
}

export interface FrontLimits extends ChatLimits {
  /** TEXT_MAX. */
  readonly textMax: number
  /** TURN_DEADLINE_MS. */
  readonly deadlineMs: number
  /** WebSockets, event streams and long polls that one customer may hold open in this process, all together. */
  readonly socketsPerCustomer: number
  /** CORS_ORIGINS. */
  readonly corsOrigins: readonly string[]
  /** The version that /openapi.json names. */
  readonly version: string
}

export interface Front {
  readonly port: number
  /** Present when operators have a port of their own. */
  readonly adminPort: number | undefined
  /** Open sockets of any kind. */
  sockets(): number
  webSockets(): number
  /** Takes no new connection and serves the open ones for `graceMs`, or as long as something runs; what still
   *  waits after `drainMs` gets its 202 or a 503. */
  drain(graceMs: number, drainMs: number): Promise<void>
  /** Cuts what is left. */
  close(): void
}

export interface FrontHandler {
  readonly handler: Handler
  readonly waiting: PendingReply
  readonly streams: EventStreams
  readonly admitter: Admitter
  readonly opinions: OpinionsOfCustomers
  readonly decisions: Decisions
}

/** The HTTP side without a socket: requests are handed in as values. */
export function createFrontHandler(deps: FrontDeps, limits: FrontLimits): FrontHandler {
  const { routes, ...rest } = createRoutes(deps, limits)
  return { ...rest, handler: describedHandler(deps, limits, { routes, kinds: [] }) }
}

function createRoutes(given: FrontDeps, limits: FrontLimits) {
  const holds = createHolds(limits.socketsPerCustomer)
  const parts = { ...given, holds, chat: createPaidReads({ ...given, hold: holds.acquire }) }
  const waiting = createPendingReply(parts)
  const streams = createEventStreams({ ...parts, limits })
  const admitter = createAdmitter({ ...parts, ...limits })
  const opinions = createOpinionsOfCustomers({ ...parts, limits })
  const mayAsk = parts.customerRate(READS_PER_S, READS_IN_A_ROW)
  const decisions = createDecisions({ ...parts, mayAsk })
  const routes = [
    socketRoute('/ws', 'customer', 'WebSocket'),
    ...chatRoutes({ ...parts, waiting, streams, admitter, limits }),
    ...feedbackRoutes(opinions),
    ...personRoutes({ ...parts, mayAsk, limits }),
    ...confirmationRoutes(decisions),
    ...imageRoutes({ ...parts, mayAsk }),
    transcriptRoute({ ...parts, mayAsk, limits }),
    ...completionRoutes({ ...parts, admitter, mayAsk, deadlineMs: limits.deadlineMs }),
    ...healthRoutes(parts.readiness),
    metricsRoute(parts.cluster),
    ...levelRoutes(parts),
    ...parts.routes,
  ]
  return { routes, waiting, streams, admitter, opinions, decisions, holds, mayAsk, chat: parts.chat }
}

/** The handler of a port's routes and of those that describe them and its sockets. */
function describedHandler(
  deps: FrontDeps,
  { version, corsOrigins }: FrontLimits,
  side: Pick<Side, 'routes' | 'kinds'>,
): Handler {
  const own = side.kinds.length > 0 ? [...side.routes, asyncapiRoute(version, side.kinds)] : side.routes
  const described = own.filter(({ isFile }) => !isFile)
  const routes = [...own, openapiRoute(version, described)]
  return createHandler({ ...deps, routes, cors: createCors(corsOrigins) })
}

/** Listens. Rejects when an address is taken. */
export async function openFront(
  deps: FrontDeps,
  limits: FrontLimits,
  settings: FrontSettings,
): Promise<Front> {
  const { routes, waiting, streams, holds, ...asked } = createRoutes(deps, limits)
  const maySign = deps.customerRate(SIGNS_PER_S, SIGNS_IN_A_ROW)
  const sessionParts: SessionDeps = { ...deps, ...asked, maySign, limits }
  const customers = customerSocket(sessionParts)
  const { addresses, sockets } = deps
  const sides = sidesOf({ routes, addresses, kinds: [customers, ...sockets] }, settings)
  const servers: Server[] = []
  const frames = createFrameRates(deps.customerRate, limits.socketsPerCustomer)
  for (const side of sides) {
    const handler = describedHandler(deps, limits, side)
    // A cluster's processes share both ports: the kernel spreads connections, and any process answers for all.
    const opening = listen({ ...deps, ...side, handler, holds, frames }, side.settings)
    servers.push(await opening.catch(fault => closeAll(servers, fault)))
  }
  const [server, adminServer] = servers
  return {
    port: server?.port ?? 0,
    adminPort: adminServer?.port,
    sockets: () => sum(servers.map(each => each.sockets())),
    webSockets: () => sum(servers.map(each => each.webSockets())),
    async drain(graceMs, drainMs) {
      const drained = Promise.all(servers.map(each => each.drain(graceMs, drainMs)))
      const comeBack = () => retryMs(deps.randomHex)
      streams.drain(comeBack)
      for (const each of servers) each.restartWebSockets(comeBack)
      await drained
      for (const each of servers) each.endWebSockets(comeBack)
      await waiting.expire()
    },
    close() {
      for (const each of servers) each.close()
    },
  }
}

function closeAll(servers: readonly Server[], fault: unknown): never {
  for (const server of servers) server.close()
  throw fault
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}

/** Clients that are sent away come back spread over this time. */
const COME_BACK_MS = 5000

function retryMs(randomHex: RandomHex): number {
  return Math.floor((Number.parseInt(randomHex(2), 16) / 65_536) * COME_BACK_MS)
}

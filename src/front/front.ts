// The front put together: the table of routes over the dialogs and the ports, and a server that answers by it.
import type { Tokens } from '../auth/tokens.js'
import type { Clock } from '../clock.js'
import type { Chat } from '../dialog/chat.js'
import type { TextTable } from '../texts.js'
import type { RandomHex } from '../trace/trace.js'
import { createAdmitter } from './admit.js'
import { type ChatLimits, chatRoutes } from './chat-routes.js'
import { createHandler, type Handler } from './handle.js'
import { openapiRoute } from './openapi.js'
import { healthRoutes, levelRoutes, metricsRoute } from './ops-routes.js'
import type {
  Admission,
  Gauges,
  Health,
  IsCheap,
  LevelSwitch,
  Log,
  Meter,
  Overload,
  Subscriptions,
} from './ports.js'
import type { Route } from './routes.js'
import { listen, type ServerSettings } from './server.js'
import { createStreams, type Streams } from './streams.js'
import { createWaiting, type Waiting } from './waiting.js'

export interface FrontParts {
  readonly chat: Chat
  readonly tokens: Tokens
  readonly admission: Admission
  readonly isCheap: IsCheap
  readonly overload: Overload
  readonly health: Health
  readonly gauges: Gauges
  readonly levels: LevelSwitch
  readonly subscriptions: Subscriptions
  readonly texts: TextTable
  readonly clock: Clock
  readonly randomHex: RandomHex
  readonly meter: Meter
  readonly log: Log
  /** Routes of other parts, such as the desk's. */
  readonly routes: readonly Route[]
}

export interface FrontLimits extends ChatLimits {
  /** TEXT_MAX. */
  readonly textMax: number
  /** TURN_DEADLINE_MS. */
  readonly deadlineMs: number
  /** The version that /openapi.json names. */
  readonly version: string
}

export interface Front {
  readonly port: number
  /** Open sockets of any kind. */
  sockets(): number
  /** Takes no new connection and serves the open ones for `graceMs`, or as long as something runs; what still
   *  waits after `drainMs` gets its 202 or a 503. */
  drain(graceMs: number, drainMs: number): Promise<void>
  /** Cuts what is left. */
  close(): void
}

/** The HTTP side without a socket, for whoever wants to hand in requests as values. */
export function createFrontHandler(
  parts: FrontParts,
  limits: FrontLimits,
): { handler: Handler; waiting: Waiting; streams: Streams } {
  const waiting = createWaiting(parts)
  const streams = createStreams({ ...parts, limits })
  const admitter = createAdmitter({ ...parts, ...limits })
  const routes = [
    ...chatRoutes({ ...parts, waiting, streams, admitter, limits }),
    ...healthRoutes(parts.health),
    metricsRoute(parts.gauges),
    ...levelRoutes(parts.levels),
    ...parts.routes,
  ]
  routes.push(openapiRoute(limits.version, routes))
  return { handler: createHandler({ ...parts, routes }), waiting, streams }
}

/** Listens. Rejects when the address is taken. */
export async function openFront(
  parts: FrontParts,
  limits: FrontLimits,
  settings: ServerSettings,
): Promise<Front> {
  const { handler, waiting, streams } = createFrontHandler(parts, limits)
  const server = await listen({ handler, log: parts.log }, settings)
  return {
    port: server.port,
    sockets: server.sockets,
    async drain(graceMs, drainMs) {
      const drained = server.drain(graceMs, drainMs)
      streams.drain(() => retryMs(parts.randomHex))
      await drained
      await waiting.expire()
    },
    close: server.close,
  }
}

/** Clients that are sent away come back spread over this time. */
const COME_BACK_MS = 5000

function retryMs(randomHex: RandomHex): number {
  return Math.floor((Number.parseInt(randomHex(2), 16) / 65_536) * COME_BACK_MS)
}

// WebSockets over uWS: the upgrade with its token, the frames, the sweep that ends expired ones, the drain.

import uWS, { type HttpResponse, type us_socket_context_t, type WebSocketBehavior } from 'uWebSockets.js'
import { languageOf } from '../../language.js'
import type { Log } from '../../ops/log.js'
import type { TextTable } from '../../texts.js'
import type { Holds } from '../holds.js'
import type { Handler } from '../http/handler.js'
import type { Request } from '../http/request.js'
import { admitAddress, attach, close, readHead, type Traffic, writeReply } from '../http/uws-exchange.js'
import { Connection, type ConnectionDeps, type SocketKind, type SocketUser } from './connection.js'
import type { FrameRates } from './frame-rates.js'

export const SUBPROTOCOL = 'rushdesk.v1'

/** A longer frame ends the connection; up to here it gets an error frame. */
const PAYLOAD_MAX = 1_048_576
/** Our own limit of unread bytes lies below; this one is for a peer that reads nothing at all. */
const BACKPRESSURE_MAX = 4_194_304
const IDLE_S = 60
const SWEEP_MS = 1000

export interface SocketDeps extends Omit<ConnectionDeps, 'kind'> {
  readonly handler: Handler
  readonly texts: TextTable
  readonly traffic: Traffic
  readonly log: Pick<Log, 'error'>
  /** The count of what customers hold open in this process. */
  readonly holds: Holds
  readonly frames: FrameRates
  /** Called when a WebSocket has closed. */
  closed(): void
}

export interface Sockets {
  readonly behavior: WebSocketBehavior<UserData>
  open(): number
  /** Closes every socket with 1012, each as soon as no turn of it runs. */
  drain(retryMs: () => number): void
  /** Closes at once what is still open, with 1012. */
  end(retryMs: () => number): void
  /** Stops the sweep. */
  close(): void
}

export interface UserData {
  readonly user: SocketUser
  /** Gives back its place among those of its network address. */
  readonly releaseAddress: (() => void) | undefined
  connection: Connection | undefined
  /** Gives back its place among what its customer holds open. */
  releaseHold: (() => void) | undefined
}

/** The part of an upgrade request that must be copied before the first await. */
interface OfferedProtocols {
  readonly key: string
  /** Ours when it was offered, otherwise none. */
  readonly protocol: string
  readonly extensions: string
  readonly context: us_socket_context_t
}

export function createSockets(kind: SocketKind, deps: SocketDeps): Sockets {
  const { clock, randomHex, frames, holds } = deps
  const connectionParts: ConnectionDeps = { kind, clock, randomHex, frames }
  const connections = new Set<Connection>()
  const sweep = setInterval(() => {
    const now = clock.now()
    for (const connection of connections) connection.expireAt(now)
  }, SWEEP_MS)
  sweep.unref()

  async function upgrade(res: HttpResponse, request: Request, offer: OfferedProtocols): Promise<void> {
    const { client, headers } = request
    const admitted = await deps.handler.admitSocket(withOfferedToken(request), kind.role, owner => {
      if (deps.traffic.isClosing) return 'draining'
      // A browser would fail the connection; a client that offers no protocol gets ours.
      if (offer.protocol === '' && headers.has('sec-websocket-protocol')) return 'bad-request'
      return holds.isFull(owner) || !frames.mayOpen(owner) ? 'rate-limited' : undefined
    })
    if (!client.isOpen) return
    if ('status' in admitted) {
      res.cork(() => writeReply(res, request, { reply: admitted, traffic: deps.traffic }))
      return
    }
    const acceptLanguage = headers.get('accept-language')
    const language = languageOf(acceptLanguage, admitted.language)
    const texts = () => deps.texts.for(language, admitted.shop)
    const user: SocketUser = { identity: admitted, language, texts }
    const { release } = client
    client.release = undefined
    const userData: UserData = {
      user,
      releaseAddress: release,
      connection: undefined,
      releaseHold: undefined,
    }
    close(client, deps.traffic)
    res.cork(() => {
      res.upgrade(userData, offer.key, offer.protocol, offer.extensions, offer.context)
    })
  }

  return {
    open: () => connections.size,
    drain(retryMs) {
      for (const connection of connections) connection.restart(retryMs())
    },
    end(retryMs) {
      for (const connection of connections) connection.restartNow(retryMs())
    },
    close: () => clearInterval(sweep),
    behavior: {
      compression: uWS.DISABLED,
      maxPayloadLength: PAYLOAD_MAX,
      maxBackpressure: BACKPRESSURE_MAX,
      closeOnBackpressureLimit: 1,
      idleTimeout: IDLE_S,
      sendPingsAutomatically: true,
      upgrade(res, req, context) {
        const client = attach(res, deps.traffic)
        const { head, doubled } = readHead(req, client)
        const offer: OfferedProtocols = {
          key: req.getHeader('sec-websocket-key'),
          protocol: offered(head.headers).includes(SUBPROTOCOL) ? SUBPROTOCOL : '',
          extensions: req.getHeader('sec-websocket-extensions'),
          context,
        }
        const body =
          doubled === undefined
            ? ({ kind: 'none' } as const)
            : ({ kind: 'ambiguous', header: doubled } as const)
        const refusal = admitAddress(res, head, deps.traffic)
        upgrade(res, { ...head, body, refusal }, offer).catch(err => {
          deps.log.error({ err }, 'upgrade failed')
          if (client.isOpen) res.close()
        })
      },
      open(ws) {
        const userData = ws.getUserData()
        const connection = new Connection(connectionParts, ws, userData.user)
        userData.connection = connection
        connections.add(connection)
        userData.releaseHold = holds.acquire(userData.user.identity.owner)
        connection.opened()
      },
      message(ws, message, isBinary) {
        ws.getUserData().connection?.receive(message, isBinary)
      },
      close(ws) {
        const { connection, releaseAddress, releaseHold } = ws.getUserData()
        deps.closed()
        releaseAddress?.()
        if (connection === undefined) return
        connections.delete(connection)
        releaseHold?.()
        connection.closed()
      },
    },
  }
}

function offered(headers: ReadonlyMap<string, string>): string[] {
  return (headers.get('sec-websocket-protocol') ?? '').split(',').map(name => name.trim())
}

const BEARER = 'bearer.'

/** Browsers cannot set headers on a WebSocket: they offer the token as a subprotocol, which is never answered. */
function withOfferedToken(request: Request): Request {
  if (request.headers.has('authorization')) return request
  const token = offered(request.headers)
    .find(name => name.startsWith(BEARER))
    ?.slice(BEARER.length)
  if (token === undefined) return request
  return { ...request, headers: new Map(request.headers).set('authorization', `Bearer ${token}`) }
}

// WebSockets over uWS: the upgrade with its token, the frames, the sweep that ends expired ones, the drain.

import uWS, { type HttpResponse, type us_socket_context_t, type WebSocketBehavior } from 'uWebSockets.js'
import { languageOf } from '../../language.js'
import type { Log } from '../../ops/log.js'
import type { Holds } from '../holds.js'
import type { Handler, SocketAdmission } from '../http/handler.js'
import type { Body, Client, Request } from '../http/request.js'
import { admitAddress, attach, close, readHead, type Traffic, writeReply } from '../http/uws-exchange.js'
import { Connection, type ConnectionDeps, type SocketKind } from './connection.js'
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

/** uWS copies each member to its own object of the socket. */
interface UserData {
  readonly connection: Connection
}

/** A request for a WebSocket, and the context in which uWS makes it one. */
interface Upgrade {
  readonly request: Request
  readonly context: us_socket_context_t
}

export function createSockets(kind: SocketKind, deps: SocketDeps): Sockets {
  const { clock, randomHex, frames, texts, holds, traffic } = deps
  const connectionParts: ConnectionDeps = { kind, clock, randomHex, frames, texts }
  const connections = new Set<Connection>()
  const sweep = setInterval(() => {
    const now = clock.now()
    for (const connection of connections) connection.expireAt(now)
  }, SWEEP_MS)
  sweep.unref()

  function admit(request: Request): SocketAdmission | Promise<SocketAdmission> {
    return deps.handler.admitSocket(request, kind.role, owner => {
      if (traffic.isClosing) return 'draining'
      // A browser would fail the connection; a client that offers no protocol gets ours.
      if (protocolOf(request.headers) === undefined) return 'bad-request'
      return holds.isFull(owner) || !frames.mayOpen(owner) ? 'rate-limited' : undefined
    })
  }

  /** Opens the WebSocket of who was admitted; the others get their reply. To be called corked. */
  function answer(res: HttpResponse, { request, context }: Upgrade, admitted: SocketAdmission): void {
    const { client, headers } = request
    if ('status' in admitted) {
      writeReply(res, request, { reply: admitted, traffic })
      return
    }
    const language = languageOf(headers.get('accept-language'), admitted.language)
    const connection = new Connection(connectionParts, admitted, language)
    connection.releaseAddress = client.release
    client.release = undefined
    close(client, traffic)
    const key = headers.get('sec-websocket-key') ?? ''
    const extensions = headers.get('sec-websocket-extensions') ?? ''
    res.upgrade<UserData>({ connection }, key, protocolOf(headers) ?? '', extensions, context)
  }

  function failed(res: HttpResponse, client: Client, err: unknown): void {
    deps.log.error({ err }, 'upgrade failed')
    if (client.isOpen) res.close()
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
        const client = attach(res, traffic)
        try {
          const { head, doubled } = readHead(req, client)
          const body: Body = doubled === undefined ? unasked : { kind: 'ambiguous', header: doubled }
          const refusal = admitAddress(res, head, traffic)
          const request = { ...head, headers: withOfferedToken(head.headers), body, refusal }
          const upgrade = { request, context }
          const admitted = admit(request)
          if (!(admitted instanceof Promise)) return answer(res, upgrade, admitted)
          const later = (admitted: SocketAdmission) => {
            if (client.isOpen) res.cork(() => answer(res, upgrade, admitted))
          }
          admitted.then(later).catch(err => failed(res, client, err))
        } catch (err) {
          failed(res, client, err)
        }
      },
      open(ws) {
        const { connection } = ws.getUserData()
        connections.add(connection)
        connection.isHeld = holds.enter(connection.identity.owner)
        connection.opened(ws)
      },
      message(ws, message, isBinary) {
        ws.getUserData().connection.receive(message, isBinary)
      },
      close(ws) {
        const { connection } = ws.getUserData()
        deps.closed()
        connection.releaseAddress?.()
        connections.delete(connection)
        if (connection.isHeld) holds.leave(connection.identity.owner)
        connection.closed()
      },
    },
  }
}

const unasked: Body = { kind: 'none' }

type Headers = Request['headers']

/** The protocols that a client offers. */
function offeredIn(headers: Headers): readonly string[] {
  const offered = headers.get('sec-websocket-protocol')
  return offered === undefined ? [] : offered.split(',').map(name => name.trim())
}

/** Ours when it is offered, '' when none is; undefined when only others are. */
function protocolOf(headers: Headers): string | undefined {
  const offered = offeredIn(headers)
  if (offered.includes(SUBPROTOCOL)) return SUBPROTOCOL
  return offered.length === 0 ? '' : undefined
}

const BEARER = 'bearer.'

/** Browsers cannot set headers on a WebSocket: they offer the token as a subprotocol, which is never answered. */
function withOfferedToken(headers: Headers): Headers {
  if (headers.has('authorization')) return headers
  const token = offeredIn(headers)
    .find(name => name.startsWith(BEARER))
    ?.slice(BEARER.length)
  return token === undefined ? headers : new Map(headers).set('authorization', `Bearer ${token}`)
}

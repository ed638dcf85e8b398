// WebSockets over uWS: the upgrade with its token, the frames, the sweep that ends expired ones, the drain.

import uWS, { type HttpResponse, type us_socket_context_t, type WebSocketBehavior } from 'uWebSockets.js'
import { languageOf } from '../../language.js'
import type { Log } from '../../ops/log.js'
import type { Holds } from '../holds.js'
import type { Handler, SocketAdmission } from '../http/handler.js'
import type { Body, Client, Request } from '../http/request.js'
import {
  admitAddress,
  attach,
  close,
  readHead,
  requestOf,
  type Traffic,
  watch,
  writeReply,
} from '../http/uws-exchange.js'
import { Connection, type ConnectionDeps, type SocketKind } from './connection.js'
import type { FrameRates } from './frame-rates.js'
import { protocolOf, takeOfferedToken } from './protocols.js'

/** A longer frame ends the connection; up to here it gets an error frame. */
const PAYLOAD_MAX = 1_048_576
/** Our own limit of unread bytes lies below; this one is for a peer that reads nothing at all. */
const BACKPRESSURE_MAX = 4_194_304
const IDLE_S = 60
const SWEEP_MS = 1000

const none: Body = { kind: 'none' }

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
  function answer(res: HttpResponse, { request, context }: Upgrade, admission: SocketAdmission): void {
    const { client, headers } = request
    if ('status' in admission) {
      writeReply(res, request, { reply: admission, traffic })
      return
    }
    const language = languageOf(headers.get('accept-language'), admission.language)
    const connection = new Connection(connectionParts, admission, language)
    connection.releaseAddress = client.release
    client.release = undefined
    close(client, traffic)
    const key = headers.get('sec-websocket-key') ?? ''
    const extensions = headers.get('sec-websocket-extensions') ?? ''
    res.upgrade<UserData>({ connection }, key, protocolOf(headers) ?? '', extensions, context)
  }

  function upgrade(res: HttpResponse, upgrade: Upgrade): void {
    const { request } = upgrade
    const { client } = request
    const admission = admit(request)
    if (!(admission instanceof Promise)) {
      answer(res, upgrade, admission)
      return
    }
    watch(res, client, traffic)
    const later = (admission: SocketAdmission) => {
      if (client.isOpen) res.cork(() => answer(res, upgrade, admission))
    }
    admission.then(later).catch(err => failed(res, client, err))
  }

  function failed(res: HttpResponse, client: Client, err: unknown): void {
    deps.log.error({ err }, 'upgrade failed')
    if (!client.isOpen) return
    close(client, traffic)
    res.close()
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
          takeOfferedToken(head.headers)
          const body: Body = doubled === undefined ? none : { kind: 'ambiguous', header: doubled }
          const refusal = admitAddress(res, head, traffic)
          upgrade(res, { request: requestOf(head, { body, caller: undefined, refusal }), context })
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

// The listening process: one uWS app for HTTP and WebSocket, its socket cap, its drain.

import uWS, { type HttpResponse, type us_listen_socket } from 'uWebSockets.js'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AddressLimits } from '../admission/address-limits.js'
import type { TraceDecision } from '../trace/sampler.js'
import type { Traffic } from './http/uws-exchange.js'
import { createUwsHttp, type UwsHttpDeps } from './http/uws-http.js'
import type { SocketKind } from './socket/connection.js'
import { createSockets, type SocketDeps } from './socket/socket.js'

const DRAIN_STEP_MS = 20

export interface ServerSettings {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** Open sockets beyond this are closed at once: at the open-file limit uWS would spin. */
  readonly socketsMax: number
}

export interface Server {
  readonly port: number
  /** Open sockets of any kind. */
  sockets(): number
  /** Takes no new connection; serves what comes on open ones, each reply closing its connection, until nothing is
   *  in flight and `graceMs` have passed, at most `drainMs`. */
  drain(graceMs: number, drainMs: number): Promise<void>
  webSockets(): number
  /** Closes every WebSocket as soon as no turn of it runs, each told after how long to come back. */
  restartWebSockets(retryMs: () => number): void
  /** Closes at once the WebSockets whose turns still run. */
  endWebSockets(retryMs: () => number): void
  /** Cuts what is left. */
  close(): void
}

export interface ServerDeps extends Omit<UwsHttpDeps, 'traffic'>, Omit<SocketDeps, 'traffic' | 'closed'> {
  readonly kinds: readonly SocketKind[]
  /** Absent: no address is counted. */
  readonly addresses: AddressLimits | undefined
  /** Absent: no traces are recorded. */
  readonly tracing?: TraceDecision | undefined
}

/** Listens. Throws when the address is taken. */
export async function listen(deps: ServerDeps, settings: ServerSettings): Promise<Server> {
  const { addresses } = deps
  const trusts = deps.tracing?.trusts
  const traffic: Traffic = { addresses, trusts, inFlight: 0, isClosing: false }
  let sockets = 0
  const app = uWS.App()
  const count = (res: HttpResponse, change: number): void => {
    sockets += change
    if (change < 0) return
    if (sockets > settings.socketsMax || addresses?.connects(res.getRemoteAddress()) === false) res.close()
  }
  app.filter((res, change) => count(res, Number(change)))
  // The filter does not hear of a connection that ends after it became a WebSocket.
  const closed = () => void sockets--
  const webSockets = deps.kinds.map(kind => {
    const opened = createSockets(kind, { ...deps, traffic, closed })
    app.ws(kind.path, opened.behavior)
    return opened
  })
  app.any('/*', createUwsHttp({ ...deps, traffic }))
  const listening = await new Promise<us_listen_socket | false>(resolve => {
    app.listen(settings.host, settings.port, resolve)
  })
  if (!listening) throw new Error(`cannot listen on ${settings.host}:${settings.port}`)
  const port = uWS.us_socket_local_port(listening)
  const openWebSockets = () => webSockets.reduce((sum, kind) => sum + kind.open(), 0)
  let isListening = true

  return {
    port,
    sockets: () => sockets,
    async drain(graceMs, drainMs) {
      traffic.isClosing = true
      await untilAccepted()
      if (isListening) uWS.us_listen_socket_close(listening)
      isListening = false
      for (let waitedMs = 0; waitedMs < drainMs; waitedMs += DRAIN_STEP_MS) {
        if (waitedMs >= graceMs && traffic.inFlight === 0 && openWebSockets() === 0) return
        await sleep(DRAIN_STEP_MS)
      }
    },
    webSockets: openWebSockets,
    restartWebSockets(retryMs) {
      for (const kind of webSockets) kind.drain(retryMs)
    },
    endWebSockets(retryMs) {
      for (const kind of webSockets) kind.end(retryMs)
    },
    close() {
      for (const kind of webSockets) kind.close()
      app.close()
    },
  }
}

/** A turn of the loop that took no longer left no time for connections to queue up behind it. */
const SHORT_TURN_MS = 0.1
const TURNS_MAX = 100

/** Resolves just after the loop has accepted what was waiting: connections in the queue of a listener that closes are
 *  reset. */
async function untilAccepted(): Promise<void> {
  // The rest of the turn in which the drain began, which may have looked for connections already.
  await new Promise(setImmediate)
  for (let turn = 0; turn < TURNS_MAX; turn++) {
    const from = performance.now()
    await new Promise(setImmediate)
    if (performance.now() - from < SHORT_TURN_MS) return
  }
}

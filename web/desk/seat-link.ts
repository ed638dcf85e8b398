// The seat's socket: opened again when it is lost, and at once when the network is back.
import { fromWire } from '../client/api-types.js'
import { Connection } from '../client/connection.js'
import { createTokens } from '../client/tokens.js'
import type { SeatFrameIn } from './frames.js'
import { createKnocking } from './knocking.js'

export interface SeatLink {
  /** Sends a frame that has a reply, unless there is no connection. */
  send(frame: object): void
  /** Sends a frame that has none. */
  tell(frame: object): void
  close(): void
}

export interface SeatLinkOwner {
  token(): string
  frame(frame: SeatFrameIn): void
  lost(): void
  /** Resolves to whether the server can be reached; may hang. */
  isThere(signal: AbortSignal): Promise<boolean>
}

/** Seats are few, and a customer waits: they come back sooner than customers do. */
const patience = { openMs: 5_000, replyMs: 10_000, pauseMs: 1_000 }
/** A network that has gone is not told: a frame that has a reply finds out. */
const PROBE_MS = 10_000
/** At most five requests hang at once: one more would have to wait for them, in a browser. */
const knocking = { everyMs: 800, hangMs: 3_000, longestMs: 40_000 }

export function openSeatLink(owner: SeatLinkOwner, probe: () => object | undefined): SeatLink {
  const url = `${location.origin.replace(/^http/, 'ws')}/seat`
  const tokens = createTokens(owner.token)
  const { random } = Math
  const knock = createKnocking({
    ask: owner.isThere,
    random,
    isOffline: () => !navigator.onLine,
    ...knocking,
  })
  const connection = new Connection(
    { url, WebSocket, tokens, random, patience, knock },
    {
      opened: () => undefined,
      frame: text => owner.frame(fromWire<SeatFrameIn>(JSON.parse(text))),
      lost: owner.lost,
    },
  )
  connection.open()
  const again = () => connection.renew()
  // Browsers slow the timers of a page that nobody sees.
  const seen = () => document.hidden || connection.hurry()
  addEventListener('online', again)
  document.addEventListener('visibilitychange', seen)
  const timer = setInterval(() => {
    const frame = probe()
    if (frame !== undefined) connection.ask(frame)
  }, PROBE_MS)
  return {
    send: frame => connection.ask(frame),
    tell: frame => connection.send(frame),
    close() {
      removeEventListener('online', again)
      document.removeEventListener('visibilitychange', seen)
      clearInterval(timer)
      connection.close()
    },
  }
}

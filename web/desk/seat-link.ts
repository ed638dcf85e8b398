// The seat's socket: opened again when it is lost, and at once when the network is back.
import { fromWire } from '../client/api-types.js'
import { Connection } from '../client/connection.js'
import { createTokens } from '../client/tokens.js'
import type { SeatFrameIn } from './frames.js'

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
}

/** Seats are few, and a customer waits: they come back sooner than customers do. */
const patience = { openMs: 5_000, replyMs: 10_000, pauseMs: 1_000 }
/** A network that has gone is not told: a frame that has a reply finds out. */
const PROBE_MS = 10_000

export function openSeatLink(owner: SeatLinkOwner, probe: () => object | undefined): SeatLink {
  const url = `${location.origin.replace(/^http/, 'ws')}/seat`
  const tokens = createTokens(owner.token)
  const connection = new Connection(
    { url, WebSocket, tokens, random: Math.random, patience },
    {
      opened: () => undefined,
      frame: text => owner.frame(fromWire<SeatFrameIn>(JSON.parse(text))),
      lost: owner.lost,
    },
  )
  connection.open()
  const again = () => connection.renew()
  addEventListener('online', again)
  const timer = setInterval(() => {
    const frame = probe()
    if (frame !== undefined) connection.ask(frame)
  }, PROBE_MS)
  return {
    send: frame => connection.ask(frame),
    tell: frame => connection.send(frame),
    close() {
      removeEventListener('online', again)
      clearInterval(timer)
      connection.close()
    },
  }
}

// One WebSocket of any kind: what its frames may cost, when it must close, how it is refused. What the frames
// mean is the listener's; uWS is socket.ts.
import type { TSchema } from '@sinclair/typebox'
import type { Identity, Role } from '../../auth/identity.js'
import type { Clock } from '../../clock.js'
import type { Language } from '../../language.js'
import type { TextTable } from '../../texts.js'
import { continueTrace, type RandomHex, type Trace } from '../../trace/trace.js'
import { type ProblemLike, problemBody, retryAfterOf } from '../http/reply.js'
import type { seatToldShapes } from '../seat/told-frames.js'
import type { FrameRates } from './frame-rates.js'
import type { toldShapes } from './told-frames.js'

/** Frames by their `type`: what each holds beside it. Each schema has a description and an example. */
export type FrameShapes = Readonly<Record<string, TSchema>>

/** A frame to a client; /asyncapi.json describes each of these. */
export interface ToldFrame {
  readonly type: keyof typeof toldShapes | keyof typeof seatToldShapes
  readonly [member: string]: unknown
}

/** The client, as a frame handler sees it. */
export interface ClientHandle {
  readonly identity: Identity
  readonly language: Language
  send(frame: ToldFrame): void
  /** An error frame. */
  refuse(problem: ProblemLike, about?: About): void
}

/** The subject of an error frame. */
export interface About {
  readonly ref?: string | undefined
  readonly dialogId?: string | undefined
  /** Of the turn. */
  readonly trace?: Trace | undefined
}

export interface FrameHandler {
  /** A text frame of at most 16 KiB. False when it was a bad one: too many of them end the connection. */
  onFrame(text: string): boolean
  /** Calls `then` when no turn of this socket runs; turns that come from now on are refused. */
  whenIdle(then: () => void): void
  closed(): void
}

/** A kind of WebSocket: where it is, who may open it, who listens to it. */
export interface SocketKind {
  readonly path: string
  readonly role: Role
  /** The frames of clients. */
  readonly heard: FrameShapes
  /** The frames to clients. */
  readonly told: FrameShapes
  /** The listener speaks first: it is made when the socket opens. */
  readonly speaksFirst?: boolean
  listen(peer: ClientHandle): FrameHandler
}

/** The part of a uWS socket that a connection uses. */
export interface RawSocket {
  send(message: string): number
  getBufferedAmount(): number
  end(code: number, reason: string): void
}

export interface ConnectionDeps {
  readonly kind: Pick<SocketKind, 'speaksFirst' | 'listen'>
  readonly clock: Clock
  readonly randomHex: RandomHex
  readonly frames: Pick<FrameRates, 'mayHear'>
  readonly texts: TextTable
}

const FRAME_MAX = 16_384
const UNREAD_MAX = 1_048_576
/** This many bad frames within this time are abuse. */
const BAD_MAX = 20
const BAD_MS = 10_000

export const closes = {
  /** RFC 6455 §7.4.1 has no code for a restart; this one is registered with IANA. */
  restart: 1012,
  expired: 4001,
  abuse: 4008,
  unread: 4009,
} as const

/** Shared by all that behave: an idle socket should weigh little. */
const none: readonly number[] = []

/** Tens of thousands of these lie idle in a process: no closure is kept for each, and nothing of its upgrade. */
export class Connection implements ClientHandle {
  /** Gives back its place among those of its network address, where these are counted. */
  releaseAddress: (() => void) | undefined
  /** Has a place among what its customer holds open. */
  isHeld = false
  #socket: RawSocket | undefined
  #listener: FrameHandler | undefined
  /** When the latest bad frames came, oldest first. */
  #bad: readonly number[] = none

  constructor(
    private readonly deps: ConnectionDeps,
    readonly identity: Identity,
    readonly language: Language,
  ) {}

  /** The socket is open. */
  opened(socket: RawSocket): void {
    this.#socket = socket
    if (this.deps.kind.speaksFirst) this.#listener = this.deps.kind.listen(this)
  }

  receive(message: ArrayBuffer, isBinary: boolean): void {
    if (this.#socket === undefined || this.expireAt(this.deps.clock.now())) return
    if (!this.deps.frames.mayHear(this.identity.owner)) {
      this.#refuseFrame({ kind: 'rate-limited', retryAfterS: 1 })
      return
    }
    this.#listener ??= this.deps.kind.listen(this)
    if (isBinary) this.#refuseFrame({ kind: 'bad-request', detail: 'Frames must be text' })
    else if (message.byteLength > FRAME_MAX) this.#refuseFrame({ kind: 'too-large' })
    else if (!this.#listener.onFrame(Buffer.from(message).toString('utf8'))) this.#countBad()
  }

  send(frame: ToldFrame): void {
    const socket = this.#socket
    if (socket === undefined) return
    socket.send(JSON.stringify(frame))
    if (socket.getBufferedAmount() > UNREAD_MAX) this.#close(closes.unread, 'too much is unread')
  }

  refuse(problem: ProblemLike, { ref, dialogId, trace }: About = {}): void {
    const told = trace ?? continueTrace(undefined, this.deps.randomHex)
    const body = problemBody(problem, told, this.deps.texts.for(this.language, this.identity.shop))
    this.send({
      type: 'error',
      ref,
      dialog_id: dialogId,
      problem: body,
      retry_after_s: retryAfterOf(problem),
    })
  }

  /** True when the token's time is over and the connection with it. */
  expireAt(now: number): boolean {
    if (now < this.identity.expiresAt) return false
    this.#close(closes.expired, 'token expired')
    return true
  }

  /** The process goes away: once no turn of the socket runs, its client is told after how long to come back. */
  restart(retryMs: number): void {
    if (this.#listener === undefined) this.restartNow(retryMs)
    else this.#listener.whenIdle(() => this.restartNow(retryMs))
  }

  /** The same without waiting for its turns. */
  restartNow(retryMs: number): void {
    this.#close(closes.restart, `retry_ms=${retryMs}`)
  }

  /** Called once the socket has closed, from either side. */
  closed(): void {
    this.#socket = undefined
    this.#listener?.closed()
  }

  #refuseFrame(problem: ProblemLike): void {
    this.refuse(problem)
    this.#countBad()
  }

  #countBad(): void {
    const now = this.deps.clock.now()
    this.#bad = [...this.#bad.filter(at => now - at < BAD_MS), now]
    if (this.#bad.length >= BAD_MAX) this.#close(closes.abuse, 'too many bad frames')
  }

  #close(code: number, reason: string): void {
    const socket = this.#socket
    // Before end(): uWS calls the close handler from within.
    this.#socket = undefined
    socket?.end(code, reason)
  }
}

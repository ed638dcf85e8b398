// One WebSocket kept open: subprotocol, token, reconnection. What its frames mean is socket-link.ts.
import { type Close, reopenMs } from './retry.js'
import type { Tokens } from './tokens.js'

/** The used part of a browser's WebSocket; the package `ws` has it too. */
export interface SocketLike {
  send(data: string): void
  close(code?: number, reason?: string): void
  addEventListener(type: 'open' | 'error', listener: () => void): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  addEventListener(type: 'close', listener: (event: Close) => void): void
}

export type SocketClass = new (url: string, protocols: string[]) => SocketLike

const SUBPROTOCOL = 'rushdesk.v1'
const NORMAL = 1000
const LOST: Close = { code: 1006, reason: '' }

export interface ConnectionOwner {
  opened(): void
  frame(text: string): void
  /** It closed, or did not open. It is opened again after a pause. */
  lost(): void
}

export interface ConnectionDeps {
  readonly url: string
  readonly WebSocket: SocketClass
  readonly tokens: Tokens
  readonly random: () => number
  readonly patience: Patience
  /** Waited for before each attempt but the first: resolves when the server can be reached, or the signal is aborted. */
  readonly knock?: (signal: AbortSignal) => Promise<void>
}

export interface Patience {
  /** A socket must open within this time. */
  readonly openMs: number
  /** Something must come within this time after a frame that has a reply: browsers do not tell of a network that
   *  has gone. */
  readonly replyMs: number
  /** Longest pause before the next attempt; by default that of retry.ts. */
  readonly pauseMs?: number
}

type State =
  | { readonly kind: 'idle' | 'closed' }
  | { readonly kind: 'connecting'; readonly socket: SocketLike | undefined }
  | { readonly kind: 'open'; readonly socket: SocketLike }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'knocking'; readonly abort: AbortController }

export class Connection {
  #state: State = { kind: 'idle' }
  #attempt = 0
  /** The one thing that is waited for: that it opens, that a frame is answered, or the next attempt. */
  #timer: ReturnType<typeof setTimeout> | undefined
  #isOwed = false

  constructor(
    private readonly deps: ConnectionDeps,
    private readonly owner: ConnectionOwner,
  ) {}

  get isOpen(): boolean {
    return this.#state.kind === 'open'
  }

  /** Opens it, unless it is open or on its way already. */
  open(): void {
    if (this.#state.kind === 'idle') void this.#connect()
  }

  /** Sends a frame that need not have a reply. */
  send(frame: object): void {
    if (this.#state.kind === 'open') this.#state.socket.send(JSON.stringify(frame))
  }

  /** Sends a frame that has a reply. */
  ask(frame: object): void {
    this.send(frame)
    if (this.#isOwed || !this.isOpen) return
    this.#isOwed = true
    this.#after(this.deps.patience.replyMs, () => this.#drop())
  }

  /** Opens a new one now: what is open may be dead, and the next attempt may be far away. */
  renew(): void {
    const state = this.#state
    if ('socket' in state && state.socket !== undefined) this.#drop()
    this.hurry()
  }

  /** Makes the next attempt now, where one is waited for. */
  hurry(): void {
    const { kind } = this.#state
    if (kind !== 'waiting' && kind !== 'knocking') return
    this.#attempt = 0
    void this.#again()
  }

  close(): void {
    const state = this.#state
    this.#enter({ kind: 'closed' })
    if ('socket' in state) state.socket?.close(NORMAL)
  }

  async #again(): Promise<void> {
    const { knock } = this.deps
    if (knock === undefined) return this.#connect()
    const state = { kind: 'knocking', abort: new AbortController() } as const
    this.#enter(state)
    await knock(state.abort.signal)
    if (this.#state === state) await this.#connect()
  }

  async #connect(): Promise<void> {
    this.#enter({ kind: 'connecting', socket: undefined })
    const { url, WebSocket, tokens, patience } = this.deps
    const token = tokens.current()
    try {
      const protocols = [SUBPROTOCOL, `bearer.${await token}`]
      if (this.#state.kind !== 'connecting') return
      const socket = new WebSocket(url, protocols)
      this.#enter({ kind: 'connecting', socket })
      this.#listen(socket, token)
      this.#after(patience.openMs, () => this.#drop())
    } catch {
      // No token, or not one that a subprotocol can hold: the turns will learn why over HTTP.
      this.#lost(LOST, token)
    }
  }

  #listen(socket: SocketLike, token: Promise<string>): void {
    const isMine = () => 'socket' in this.#state && this.#state.socket === socket
    socket.addEventListener('open', () => {
      if (!isMine()) return
      this.#enter({ kind: 'open', socket })
      this.owner.opened()
    })
    socket.addEventListener('message', ({ data }) => {
      if (!isMine() || typeof data !== 'string') return
      this.#attempt = 0
      this.#isOwed = false
      clearTimeout(this.#timer)
      this.owner.frame(data)
    })
    // The event never says why; `close` follows.
    socket.addEventListener('error', () => undefined)
    socket.addEventListener('close', close => {
      if (isMine()) this.#lost(close, token)
    })
  }

  /** Nothing comes from there any more: not even the end of a closing handshake is waited for. */
  #drop(): void {
    const state = this.#state
    this.#lost(LOST)
    if ('socket' in state) state.socket?.close()
  }

  #lost(close: Close, token?: Promise<string>): void {
    const wasOpen = this.isOpen
    // Browsers hide the status of a refused upgrade: it may have been the token.
    if (token !== undefined && (!wasOpen || close.code === 4001)) this.deps.tokens.refused(token)
    this.#enter({ kind: 'waiting' })
    const { random, patience } = this.deps
    const ms = reopenMs(close, this.#attempt++, random, patience.pauseMs)
    this.#after(ms, () => void this.#again())
    this.owner.lost()
  }

  #enter(state: State): void {
    clearTimeout(this.#timer)
    this.#isOwed = false
    const before = this.#state
    this.#state = state
    if (before.kind === 'knocking') before.abort.abort()
  }

  #after(ms: number, then: () => void): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(then, ms)
  }
}

// Which way turns and news go: a WebSocket, or HTTP while no WebSocket can be opened.

import type { Place } from './api-types.js'
import type { SocketClass } from './connection.js'
import type { Cursors } from './cursors.js'
import type { Http } from './http.js'
import { createHttpLink } from './http-link.js'
import { createHttpNews } from './http-news.js'
import type { Pauses } from './pauses.js'
import { SocketLink } from './socket-link.js'
import type { Tokens } from './tokens.js'
import type { Turn } from './turn.js'

/** The present carrier of turns. With `auto`, `http` means that a socket is still tried for. */
export type State = 'idle' | 'connecting' | 'socket' | 'http' | 'closed'
export type Transport = 'auto' | 'socket' | 'http'

export interface Links {
  carry(turn: Turn): void
  /** The dialog's events are wanted, from its cursor on. */
  follow(dialogId: string): void
  /** A dialog that was asked in has a cursor. The server has a socket follow it; over HTTP that is done here. */
  answered(): void
  /** The customer writes, or has read: a hint, which goes over an open socket or nowhere. */
  sign(frame: object): void
  /** A socket is opened anew at once. */
  renew(): void
  close(): void
}

const patience = { openMs: 5_000, replyMs: 10_000 }

export interface LinkDeps {
  readonly transport: Transport
  readonly baseUrl: string
  readonly WebSocket: SocketClass | undefined
  readonly http: Http
  readonly pauses: Pick<Pauses, 'pause'>
  readonly tokens: Tokens
  readonly cursors: Cursors
  readonly random: () => number
  /** Whether anybody listens to news: over HTTP they cost a connection of their own. */
  isHeard(): boolean
  tell(name: string, body: unknown): void
  entered(state: State): void
  /** A turn that was given up got its place after all. */
  unwanted(place: Place): void
}

export function createLinks(deps: LinkDeps): Links {
  const { transport, cursors, http } = deps
  const httpLink = createHttpLink(http)
  const gone = (dialogId: string) => cursors.forget(dialogId)
  const news = createHttpNews({ ...deps, after: dialogId => cursors.after(dialogId) ?? 0, gone })
  const socket = transport === 'http' ? undefined : openable(deps, { opened, lost, gone })
  let usesHttp = socket === undefined
  let state: State = 'idle'

  function enter(next: State): void {
    if (state === next || state === 'closed') return
    state = next
    deps.entered(next)
  }

  function opened(): void {
    usesHttp = false
    news.stop()
    enter('socket')
  }

  function lost(): void {
    usesHttp = transport === 'auto'
    enter(usesHttp ? 'http' : 'connecting')
    followByHttp()
  }

  function followByHttp(): void {
    const latest = [...cursors.entries()].at(-1)
    if (usesHttp && latest !== undefined && deps.isHeard()) news.follow(latest[0])
  }

  return {
    carry(turn) {
      if (state === 'idle') enter(usesHttp ? 'http' : 'connecting')
      if (usesHttp || socket === undefined) httpLink.carry(turn)
      else socket.carry(turn)
    },
    follow(dialogId) {
      if (state === 'idle') enter(usesHttp ? 'http' : 'connecting')
      if (usesHttp) followByHttp()
      else socket?.resume(dialogId, cursors.after(dialogId) ?? 0)
    },
    answered: followByHttp,
    sign: frame => socket?.sign(frame),
    renew: () => socket?.renew(),
    close() {
      enter('closed')
      socket?.close()
      news.stop()
    },
  }
}

type Fate = { opened(): void; lost(): void; gone(dialogId: string): void }

/** Undefined where there is no WebSocket to open. */
function openable(deps: LinkDeps, fate: Fate): SocketLink | undefined {
  const { WebSocket, baseUrl, transport, cursors, tell, unwanted } = deps
  if (WebSocket === undefined && transport === 'auto') return undefined
  if (WebSocket === undefined) throw new TypeError('There is no global WebSocket here: give one as an option')
  const url = `${baseUrl.replace(/^http/, 'ws')}/ws`
  return new SocketLink(
    { ...deps, url, WebSocket, patience },
    { ...fate, tell, unwanted, cursors: () => cursors.entries() },
  )
}

// The customer's client: asks, and hears what happens in its dialogs. For browsers (from 2024 on) and Node 20;
// without dependencies.

import type { Answer, Dialog, News, Place, Transcript } from './api-types.js'
import type { SocketClass } from './connection.js'
import { Cursors } from './cursors.js'
import { createEmitter } from './emitter.js'
import { type ClientEvents, createHearing, newsNames } from './event-dedup.js'
import { createHttp } from './http.js'
import { createImages, type Images } from './images.js'
import { newKey } from './new-key.js'
import { createPauses } from './pauses.js'
import { createPeople, type People } from './people.js'
import { ConnectionError } from './problem-error.js'
import { createRequests, dialogPath, turnPath } from './requests.js'
import { createTokens } from './tokens.js'
import { createLinks, type Transport } from './transports.js'
import { type AskOptions, Turn, type TurnOwner } from './turn.js'
import { createTurnOrder } from './turn-order.js'

export interface ClientOptions {
  /** Such as `https://chat.example` or `https://shop.example/support`. */
  readonly baseUrl: string
  /** Asked once, and again when the server refused the token or a socket could not be opened. */
  readonly token: () => string | Promise<string>
  /** Default: the global one. */
  readonly fetch?: typeof globalThis.fetch
  /** Default: the global one, where there is one; Node 20 has none. */
  readonly WebSocket?: SocketClass
  /** `auto` (default): a WebSocket, and HTTP while none can be opened. */
  readonly transport?: Transport
  /** For so long a call is tried again while the server is away or has no room. Default 60,000. */
  readonly giveUpMs?: number
}

export interface Client extends People, Images {
  /** Resolves to the answer, however long it takes. Rejects with a ProblemError, a ConnectionError, what `token`
   *  threw, or the signal's reason. */
  ask(text: string, options?: AskOptions): Promise<Answer>
  history(dialogId: string): Promise<Dialog>
  /** All that was said, to be kept. */
  transcript(dialogId: string): Promise<Transcript>
  /** The same as text, a line an entry; what a model wrote is marked. */
  transcriptText(dialogId: string): Promise<string>
  /** The customer is writing: a hint for the person who has the dialog. Without an open WebSocket it is dropped. */
  typing(dialogId: string): void
  /** The customer has read up to `seq`; likewise. */
  read(dialogId: string, seq: number): void
  /** Stops a turn of this client that was accepted and is not answered; its `ask` rejects with 410. */
  cancel(turnId: string): Promise<void>
  /** Deletes everything of the dialog. */
  forget(dialogId: string): Promise<void>
  /** Hears the dialog's events after seq `after`, and then as they happen. Dialogs asked in are followed anyway. */
  follow(dialogId: string, after?: number): void
  /** Tries at once what waits for its next attempt, over a new socket: for when the network is back. */
  reconnect(): void
  /** Returns what ends the listening. */
  on<Name extends keyof ClientEvents>(name: Name, listener: (event: ClientEvents[Name]) => void): () => void
  /** Turns that are not answered reject; those that were accepted run on at the server. */
  close(): void
}

const GIVE_UP_MS = 60_000

export function createClient(options: ClientOptions): Client {
  const parts = createParts(options)
  const { emitter, cursors, closing, tell, pauses, isHeld } = parts
  const requests = createRequests({ ...parts, signal: closing.signal })
  const turns = new Set<Turn>()
  const drop = (place: Place): void => {
    // Best effort: it may be answered already, and nobody waits for it.
    requests.remove(turnPath(place)).catch(() => undefined)
  }
  const links = createLinks({
    ...parts,
    isHeard: () => emitter.isHeard(newsNames),
    entered: state => emitter.emit('state', state),
    unwanted: drop,
  })
  const order = createTurnOrder(turn => links.carry(turn), isHeld)
  const owner: TurnOwner = {
    accepted: (turn, place) => order.accepted(turn, place),
    answered(answer) {
      tell('answer', answer)
      links.answered()
    },
    abandoned: ({ place }) => place && drop(place),
    again(turn, ms) {
      const carry = () => order.again(turn)
      pauses.pause(ms, turn.signal).then(carry, () => undefined)
    },
    over(turn) {
      turns.delete(turn)
      order.over(turn)
    },
  }

  return {
    ...createPeople(requests.post, requests.remove),
    ...createImages({ http: parts.http, signal: closing.signal }),
    ask(text, asked = {}) {
      if (closing.signal.aborted) return Promise.reject(closed())
      const turn = new Turn({ ...parts, text, key: asked.key ?? newKey(), options: asked, owner })
      if (turn.isOver) return turn.answer
      turns.add(turn)
      order.add(turn)
      return turn.answer
    },
    history: requests.history,
    transcript: requests.transcript,
    transcriptText: requests.transcriptText,
    typing: dialogId => links.sign({ type: 'typing', dialog_id: dialogId }),
    read: (dialogId, seq) => links.sign({ type: 'read', dialog_id: dialogId, seq }),
    async cancel(turnId) {
      const turn = [...turns].find(({ place }) => place?.turnId === turnId)
      if (turn?.place === undefined) throw new RangeError('No such turn is under way here')
      await requests.remove(turnPath(turn.place))
    },
    async forget(dialogId) {
      await requests.remove(dialogPath(dialogId))
      cursors.forget(dialogId)
    },
    follow(dialogId, after = 0) {
      cursors.set(dialogId, after)
      links.follow(dialogId)
    },
    reconnect() {
      for (const turn of turns) turn.networkBack()
      links.renew()
      pauses.wake()
    },
    on: emitter.on,
    close() {
      closing.abort(closed())
      links.close()
      for (const turn of turns) turn.fail(closed())
    },
  }
}

function createParts({ token, fetch, WebSocket, ...options }: ClientOptions) {
  const baseUrl = options.baseUrl.replace(/\/+$/, '')
  const tokens = createTokens(token)
  const emitter = createEmitter<ClientEvents>()
  const cursors = new Cursors()
  return {
    transport: options.transport ?? 'auto',
    giveUpMs: options.giveUpMs ?? GIVE_UP_MS,
    random: Math.random,
    baseUrl,
    tokens,
    emitter,
    cursors,
    closing: new AbortController(),
    pauses: createPauses(),
    WebSocket: WebSocket ?? (globalThis as { WebSocket?: SocketClass }).WebSocket,
    // Called as a plain function: a browser's fetch refuses any other `this`.
    http: createHttp({ baseUrl, tokens, fetch: fetch ?? ((...call) => globalThis.fetch(...call)) }),
    ...hearing(createHearing(cursors, emitter)),
  }
}

/** News told, and the dialogs in which a person talks. */
function hearing(hear: (name: string, body: unknown) => void) {
  const held = new Set<string>()
  return {
    isHeld: (dialogId: string) => held.has(dialogId),
    tell(name: string, body: unknown): void {
      if (name === 'mode') {
        const { dialogId, mode } = body as News['mode']
        if (mode === 'seat') held.add(dialogId)
        else held.delete(dialogId)
      }
      hear(name, body)
    },
  }
}

const closed = () => new ConnectionError('The client was closed')

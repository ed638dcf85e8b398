// The client of a widget's talk, with what it was asked for, and a rig of talks over such clients.
import type { Test } from 'tap'
import type { Dialog } from '../../../web/client/api-types.js'
import type { ClientOptions } from '../../../web/client/client.js'
import type { ClientEvents } from '../../../web/client/event-dedup.js'
import type { AskOptions } from '../../../web/client/turn.js'
import { emptyTalk, type Talk } from '../../../web/panel/talk.js'

/** Types of a page are not known here: `tsc -p web` checks these modules. */
const panel = (module: string) => import(`../../../web/panel/${module}.js`)
const { createTalks } = await panel('talks')
const { createKeptTalk } = await panel('kept')

interface Talks {
  now(): {
    readonly conversation: {
      ask(text: string): void
      note(word: string): void
      network(isOnline: boolean): void
    }
    readonly attaching: { choose(picture: Blob): void; drop(): void }
  }
  reset(): void
  tokenChanged(): void
  close(): void
}

interface KeptTalk {
  read(): { readonly dialogId?: string; readonly unsent: readonly unknown[] }
  setDialog(dialogId: string): void
}

export class FakeClient {
  readonly asked: { text: string; options: AskOptions; reject(error: unknown): void }[] = []
  readonly followed: [dialogId: string, after: number | undefined][] = []
  isClosed = false
  reconnected = 0
  readonly #listeners = new Map<string, (event: never) => void>()
  readonly #histories: { dialogId: string; tell(dialog: Dialog): void; reject(error: unknown): void }[] = []

  constructor(readonly options: ClientOptions) {}

  readonly on = (name: string, listener: (event: never) => void) => {
    this.#listeners.set(name, listener)
    return () => undefined
  }

  readonly ask = (text: string, options: AskOptions) =>
    new Promise((_resolve, reject) => {
      this.asked.push({ text, options, reject })
    })

  readonly history = (dialogId: string) =>
    new Promise<Dialog>((tell, reject) => {
      this.#histories.push({ dialogId, tell, reject })
    })

  readonly follow = (dialogId: string, after?: number) => void this.followed.push([dialogId, after])

  readonly reconnect = () => void this.reconnected++

  readonly close = () => {
    this.isClosed = true
    for (const { reject } of this.asked) reject(new Error('closed'))
  }

  /** The histories that were asked for. */
  get histories() {
    return this.#histories
  }

  happen<Name extends keyof ClientEvents>(name: Name, news: ClientEvents[Name]): void {
    this.#listeners.get(name)?.(news as never)
  }
}

/** Talks of one tab; `clients` are theirs, the newest last. */
export function talksOf(t: Test, keptAs?: string) {
  const clients: FakeClient[] = []
  const told: unknown[] = []
  let talk = emptyTalk
  const store = {
    get: () => talk,
    set(change: Partial<Talk>) {
      talk = { ...talk, ...change }
    },
  }
  const kept: KeptTalk = createKeptTalk('talk')
  if (keptAs !== undefined) kept.setDialog(keptAs)
  const talks: Talks = createTalks({
    host: { emit: (name: string, detail: unknown) => told.push([name, detail]) },
    store,
    kept,
    context: () => ({}),
    said: { person: '转人工', attaching: {} },
    connect(options: ClientOptions) {
      const client = new FakeClient(options)
      clients.push(client)
      return client
    },
  })
  t.teardown(() => talks.close())
  const client = (place = clients.length - 1): FakeClient => clients[place] as FakeClient
  return { talks, store, kept, told, clients, client }
}

export const settled = () => new Promise(resolve => setImmediate(resolve))

// The talk as it happens: asks through the client, hears its events, and keeps the picture of the talk up to date.
import type { Mode, ModeNow, Place } from '../client/api-types.js'
import type { Client } from '../client/client.js'
import { withImages } from '../client/image-text.js'
import { newKey } from '../client/new-key.js'
import { ProblemError } from '../client/problem-error.js'
import type { Store } from '../design/store.js'
import type { AskExtras, PanelHost } from '../widget/panel-contract.js'
import { createExtras, imagesOf } from './extras.js'
import { hearNews } from './hear-news.js'
import type { KeptTalk, Unsent } from './kept.js'
import { createLinkShown } from './link-shown.js'
import { createSigns, type Signs } from './signs.js'
import {
  added,
  announced,
  changed,
  emptied,
  type NoteWord,
  openQuestions,
  placed,
  put,
  replaced,
  streamed,
  type Talk,
} from './talk.js'

export interface Conversation {
  readonly client: Client
  readonly signs: Signs
  /** A text may be empty beside attachments. */
  ask(text: string, extras?: AskExtras): void
  /** Resolves to the dialog. Where there is none yet, `text` is asked to open one. Rejects when that was refused. */
  opened(text: string): Promise<string>
  /** Sends a failed question once more, under its key. */
  retry(key: string): void
  note(word: NoteWord): void
  moved(mode: ModeNow): void
  /** The browser says that the network is gone, or back: then what waits is tried at once. */
  network(isOnline: boolean): void
  /** From then on nothing is asked any more. */
  close(): void
}

export interface ConversationDeps {
  readonly client: Client
  readonly host: Pick<PanelHost, 'emit'>
  readonly store: Store<Talk>
  readonly kept: KeptTalk
  /** The customer may be another one than before: where the kept dialog is not theirs, its unsent questions are not. */
  readonly mayBeAnother: boolean
}

export function createConversation({
  client,
  host,
  store,
  kept,
  mayBeAnother,
}: ConversationDeps): Conversation {
  const askWithExtras = createExtras()
  const link = createLinkShown(store)
  let isClosed = false
  /** Resolves when the first question of a new talk has opened its dialog. */
  let opening: Promise<void> | undefined
  const change = (entries: (talk: Talk) => Talk['entries']) => store.set({ entries: entries(store.get()) })

  function enter(dialogId: string): void {
    if (store.get().dialogId === dialogId) return
    kept.setDialog(dialogId)
    store.set({ dialogId })
  }

  function moved(mode: ModeNow): void {
    store.set({ mode, isTyping: false, isSeatAway: false })
    host.emit('mode', mode)
  }

  function note(word: NoteWord): void {
    change(({ entries }) => added(entries, { kind: 'note', id: newKey(), word }))
    store.set(announced(store.get(), { word }))
  }

  async function send({ key, text, extras }: Unsent): Promise<void> {
    while (opening !== undefined) await opening
    const { dialogId } = store.get()
    let opened: () => void = () => undefined
    if (dialogId === undefined) {
      opening = new Promise(resolve => {
        opened = () => {
          opening = undefined
          resolve()
        }
      })
    }
    let place: Place | undefined
    const onAccepted = (given: Place) => {
      place = given
      enter(given.dialogId)
      store.set({ link: 'up' })
      change(({ entries }) => placed(entries, key, given))
      opened()
    }
    const onDelta = (_: string, soFar: string) => {
      if (place !== undefined) change(({ entries }) => streamed(entries, place as Place, soFar))
    }
    const named = dialogId === undefined ? {} : { dialogId }
    const onWait = (error: unknown) => wait(key, error)
    try {
      const asked = { ...named, key, onAccepted, onDelta, onWait }
      await askWithExtras(extras, given => client.ask(text, { ...given, ...asked }))
      kept.drop(key)
    } catch (error) {
      fail(key, error)
    } finally {
      opened()
    }
  }

  function wait(key: string, error: unknown): void {
    const isBusy = error instanceof ProblemError && error.status === 429
    const note = isBusy ? error.detail : undefined
    if (!isBusy) link.lost()
    change(({ entries }) =>
      changed(
        entries,
        { kind: 'question', id: key },
        { state: 'waiting', ...(note !== undefined && { note }) },
      ),
    )
  }

  function fail(key: string, error: unknown): void {
    const note = error instanceof ProblemError ? error.detail : undefined
    change(({ entries }) =>
      changed(
        entries,
        { kind: 'question', id: key },
        { state: 'failed', ...(note !== undefined && { note }) },
      ),
    )
    store.set(announced(store.get(), note === undefined ? { word: 'failed' } : { text: note }))
    host.emit('error', error)
  }

  function ask(text: string, extras: AskExtras = {}, key = newKey()): void {
    const unsent = { key, text: text.trim(), extras }
    if (unsent.text === '' && (extras.attachments ?? []).length === 0) return
    if (isClosed) return
    kept.add(unsent)
    const shown = withImages(unsent.text, imagesOf(extras))
    change(({ entries }) => put(entries, { kind: 'question', id: key, text: shown, state: 'sending' }))
    void send(unsent)
  }

  async function openedBy(text: string): Promise<string> {
    await opening
    if (store.get().dialogId === undefined) ask(text)
    await opening
    const { dialogId } = store.get()
    if (dialogId === undefined) throw new Error('No dialog was opened')
    return dialogId
  }

  /** Goes on with the talk of this tab. What has no answer is asked again under its key: it is not in the history yet,
   *  and an answer under way is joined. */
  async function resume(): Promise<void> {
    const { dialogId, unsent } = kept.read()
    const isTheirs = dialogId === undefined || (await recall(dialogId))
    for (const { key, text, extras } of unsent) {
      if (isTheirs || !mayBeAnother) ask(text, extras, key)
      else kept.drop(key)
    }
  }

  /** True when it is known to be a dialog of this customer. */
  async function recall(dialogId: string): Promise<boolean> {
    store.set({ dialogId })
    try {
      const { turns, mode, ...more } = await client.history(dialogId)
      change(({ entries }) => replaced(entries, dialogId, turns))
      store.set({ mode: { ...more, mode: mode as Mode } })
      client.follow(dialogId, turns.at(-1)?.seq ?? 0)
      return true
    } catch (error) {
      if (error instanceof ProblemError && error.status === 404) forget(dialogId)
      else host.emit('error', error)
      return false
    }
  }

  /** What this page has asked meanwhile may have opened another dialog, or is about to. */
  function forget(dialogId: string): void {
    if (store.get().dialogId !== dialogId) return
    kept.setDialog(undefined)
    const { entries } = store.get()
    store.set({ ...emptied(store.get()), entries: openQuestions(entries) })
  }

  const stopHearing = hearNews({ client, host, store, note, moved })
  client.on('state', link.entered)
  void resume()
  return {
    client,
    ask,
    note,
    moved,
    opened: openedBy,
    signs: createSigns(client, store.get, Date.now),
    retry(key) {
      const unsent = kept.read().unsent.find(each => each.key === key)
      if (unsent !== undefined) ask(unsent.text, unsent.extras, key)
    },
    network(isOnline) {
      link.network(isOnline)
      if (isOnline) client.reconnect()
    },
    close() {
      isClosed = true
      stopHearing()
      link.close()
      client.close()
    },
  }
}

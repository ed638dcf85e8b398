// The talk as it happens: asks through the client, hears its events, and keeps the picture of the talk up to date.
import type { Answer, Mode, ModeNow, Place } from '../client/api-types.js'
import { type Client, createClient } from '../client/client.js'
import { withImages } from '../client/image-text.js'
import { newKey } from '../client/new-key.js'
import { ProblemError } from '../client/problem-error.js'
import type { Store } from '../design/store.js'
import type { AskExtras, PanelHost } from '../widget/panel-contract.js'
import { createExtras, imagesOf } from './extras.js'
import { createKeptTalk, type Unsent } from './kept.js'
import { createLinkShown } from './link-shown.js'
import { imageMaxBytesOf } from './offers.js'
import { createSigns, type Signs } from './signs.js'
import {
  added,
  answered,
  changed,
  emptyTalk,
  type NoteWord,
  personSaid,
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
  reset(): void
  close(): void
}

/** For so long a question is tried again by itself. */
const GIVE_UP_MS = 600_000
const TYPING_MS = 5_000

export function createConversation(host: PanelHost, store: Store<Talk>, keptName: string): Conversation {
  const kept = createKeptTalk(keptName)
  const askWithExtras = createExtras()
  const link = createLinkShown(store)
  const client = createClient({ baseUrl: host.baseUrl, token: host.token, giveUpMs: GIVE_UP_MS })
  /** Resolves when the first question of a new talk has opened its dialog. */
  let opening: Promise<void> | undefined
  let typingEnds: ReturnType<typeof setTimeout> | undefined
  const change = (entries: (talk: Talk) => Talk['entries']) => store.set({ entries: entries(store.get()) })

  function enter(dialogId: string): void {
    if (store.get().dialogId === dialogId) return
    kept.setDialog(dialogId)
    store.set({ dialogId })
  }

  function hearAnswer(answer: Answer): void {
    enter(answer.dialogId)
    change(({ entries }) => answered(entries, answer))
    store.set({ link: 'up' })
    // A person's answer is heard as their message.
    if (answer.source === 'seat') return
    if (answer.renewed) note('renewed')
    store.set({ announced: answer.answer })
    host.emit('answer', answer)
  }

  function moved(mode: ModeNow): void {
    store.set({ mode, isTyping: false, isSeatAway: false })
    host.emit('mode', mode)
  }

  function note(word: NoteWord): void {
    change(({ entries }) => added(entries, { kind: 'note', id: newKey(), word }))
  }

  function typing(): void {
    clearTimeout(typingEnds)
    store.set({ isTyping: true })
    typingEnds = setTimeout(() => store.set({ isTyping: false }), TYPING_MS)
  }

  function listen(): void {
    client.on('answer', hearAnswer)
    client.on('message', message => {
      store.set({ isTyping: false, announced: message.text })
      change(({ entries }) => added(entries, personSaid(message)))
      host.emit('message', message)
    })
    client.on('mode', moved)
    client.on('typing', typing)
    client.on('link', ({ state }) => store.set({ isSeatAway: state === 'reconnecting' }))
    client.on('rate', ({ serviceId, ...event }) => {
      store.set({ sheet: { kind: 'rating', serviceId } })
      host.emit('rate', { serviceId, ...event })
    })
    client.on('reset', ({ dialogId, turns }) => change(({ entries }) => replaced(entries, dialogId, turns)))
    client.on('state', link.entered)
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
    host.emit('error', error)
  }

  function ask(text: string, extras: AskExtras = {}, key = newKey()): void {
    const unsent = { key, text: text.trim(), extras }
    if (unsent.text === '' && (extras.attachments ?? []).length === 0) return
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
    if (dialogId !== undefined) await recall(dialogId)
    for (const { key, text, extras } of unsent) ask(text, extras, key)
  }

  async function recall(dialogId: string): Promise<void> {
    store.set({ dialogId })
    try {
      const { turns, mode, ...more } = await client.history(dialogId)
      change(({ entries }) => replaced(entries, dialogId, turns))
      store.set({ mode: { ...more, mode: mode as Mode } })
      client.follow(dialogId, turns.at(-1)?.seq ?? 0)
    } catch (error) {
      if (error instanceof ProblemError && error.status === 404) return forget()
      host.emit('error', error)
    }
  }

  function forget(): void {
    kept.setDialog(undefined)
    const { absent, imageMaxBytes } = store.get()
    store.set({ ...emptyTalk, absent, imageMaxBytes })
  }

  listen()
  void resume()
  void imageMaxBytesOf(host.baseUrl).then(imageMaxBytes => store.set({ imageMaxBytes }))
  return {
    ...{ client, ask, note, moved, opened: openedBy, signs: createSigns(client, store.get, Date.now) },
    retry(key) {
      const unsent = kept.read().unsent.find(each => each.key === key)
      if (unsent !== undefined) ask(unsent.text, unsent.extras, key)
    },
    reset() {
      kept.clear()
      forget()
    },
    close() {
      clearTimeout(typingEnds)
      link.close()
      client.close()
    },
  }
}

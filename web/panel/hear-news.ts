// What the client hears of the talk, put into its picture. News of a dialog that was left are nobody's any more.
import type { Answer, ModeNow, News } from '../client/api-types.js'
import type { Client } from '../client/client.js'
import type { Store } from '../design/store.js'
import type { PanelHost } from '../widget/panel-contract.js'
import { added, announced, answered, type NoteWord, personSaid, replaced, type Talk } from './talk.js'

export interface HearDeps {
  readonly client: Pick<Client, 'on'>
  readonly host: Pick<PanelHost, 'emit'>
  readonly store: Store<Talk>
  note(word: NoteWord): void
  moved(mode: ModeNow): void
}

const TYPING_MS = 5_000

/** Returns what ends what it waits for. */
export function hearNews({ client, host, store, note, moved }: HearDeps): () => void {
  let typingEnds: ReturnType<typeof setTimeout> | undefined
  const change = (entries: (talk: Talk) => Talk['entries']) => store.set({ entries: entries(store.get()) })

  /** The dialog of an own question is entered before its answer comes. */
  function hear<Name extends keyof News>(name: Name, listener: (news: News[Name]) => void): void {
    client.on(name, (news: News[Name]) => {
      if (news.dialogId === store.get().dialogId) listener(news)
    })
  }

  function hearAnswer(answer: Answer): void {
    change(({ entries }) => answered(entries, answer))
    store.set({ link: 'up' })
    // A person's answer is heard as their message.
    if (answer.source === 'seat') return
    if (answer.renewed) note('renewed')
    store.set(announced(store.get(), { text: answer.answer }))
    host.emit('answer', answer)
  }

  function typing(): void {
    clearTimeout(typingEnds)
    store.set({ isTyping: true })
    typingEnds = setTimeout(() => store.set({ isTyping: false }), TYPING_MS)
  }

  hear('answer', hearAnswer)
  hear('message', message => {
    store.set({ isTyping: false, ...announced(store.get(), { text: message.text }) })
    change(({ entries }) => added(entries, personSaid(message)))
    host.emit('message', message)
  })
  hear('mode', moved)
  hear('typing', typing)
  hear('link', ({ state }) => store.set({ isSeatAway: state === 'reconnecting' }))
  hear('rate', ({ serviceId, ...event }) => {
    store.set({ sheet: { kind: 'rating', serviceId } })
    host.emit('rate', { serviceId, ...event })
  })
  hear('reset', ({ dialogId, turns }) => change(({ entries }) => replaced(entries, dialogId, turns)))
  return () => clearTimeout(typingEnds)
}

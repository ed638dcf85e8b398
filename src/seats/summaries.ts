// Summaries of dialogs that wait for a person, made by a model when there is room for that, so that they are ready when a
// seat comes. Nobody waits for one: a dialog whose turn does not come is summed up from its turns.
import type { DeskView, Handovers } from '../dialog/store/handovers.js'
import type { DialogId } from '../ids.js'
import type { StopSignal } from '../stop.js'
import { cut } from './summary.js'

export interface Summaries {
  /** The dialog waits: its summary is made soon, if it can be. Returns at once. */
  soon(shop: string, dialogId: DialogId): void
  close(): void
}

export interface SummariesDeps {
  readonly handovers: Pick<Handovers, 'read' | 'keepSummary'>
  /** Spends what a call of the vendor costs; false when none may be made now. */
  mayAsk(shop: string): boolean
  /** The model's summary of what was said, masked; undefined when it has none that may be shown. */
  sumUp(talk: string, shop: string, signal: StopSignal): Promise<string | undefined>
  readonly onError: (error: unknown) => void
}

const AT_ONCE = 4
/** Dialogs that may wait for their summary; one more is summed up from its turns. */
const WAITING_MAX = 200
/** The model sees only the newest part of the talk. */
const ENTRIES_MAX = 20
const TALK_MAX = 4_000

export function createSummaries({ handovers, mayAsk, sumUp, onError }: SummariesDeps): Summaries {
  const waiting = new Map<DialogId, string>()
  const closing = new AbortController()
  let running = 0

  async function make(dialogId: DialogId, shop: string): Promise<void> {
    const view = await handovers.read(dialogId, shop)
    const talk = view?.mode === 'queued' && view.summary?.seq !== view.seq ? talkOf(view) : ''
    if (view === undefined || talk === '' || !mayAsk(shop)) return
    const text = await sumUp(talk, shop, closing.signal)
    if (text !== undefined) await handovers.keepSummary(dialogId, shop, { seq: view.seq, text: cut(text) })
  }

  function next(): void {
    for (const [dialogId, shop] of waiting) {
      if (running >= AT_ONCE) return
      waiting.delete(dialogId)
      running++
      make(dialogId, shop)
        .catch(onError)
        .finally(() => {
          running--
          next()
        })
    }
  }

  return {
    soon(shop, dialogId) {
      if (closing.signal.aborted || waiting.size >= WAITING_MAX) return
      waiting.set(dialogId, shop)
      next()
    },
    close() {
      closing.abort()
      waiting.clear()
    },
  }
}

/** The same handovers: what begins to wait is summed up. */
export function summedUp(handovers: Handovers, soon: Summaries['soon']): Handovers {
  return {
    ...handovers,
    async queue(wish) {
      const queued = await handovers.queue(wish)
      if (queued.kind === 'queued' && queued.isNew) soon(wish.shop, wish.dialogId)
      return queued
    },
    async giveBack(act, how) {
      const ended = await handovers.giveBack(act, how)
      if (ended.kind === 'ended') soon(act.shop, act.dialogId)
      return ended
    },
  }
}

/** The talk, a line per entry; '' when the customer has said nothing. */
function talkOf({ turns, handoff: { note } }: DeskView): string {
  const asked = turns.some(({ text }) => text !== '')
  if (!asked && note === undefined) return ''
  const lines = turns
    .slice(-ENTRIES_MAX)
    .flatMap(({ text, answer }) => [...(text === '' ? [] : [`顾客：${text}`]), `客服：${answer.text}`])
  return [...(note === undefined ? [] : [`顾客留言：${note}`]), ...lines].join('\n').slice(-TALK_MAX)
}

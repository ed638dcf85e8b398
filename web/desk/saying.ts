// What a seat says: shown at once, sent under a key until the server has it, and kept by the tab until then.
import { newKey } from '../client/new-key.js'
import { type BoardStore, changeHeldIn } from './held-store.js'
import type { KeptDesk, UnsentSay } from './kept.js'

export interface SayingDeps {
  readonly store: BoardStore
  readonly kept: KeptDesk
  send(frame: object): void
}

export interface Saying {
  say(dialogId: string, text: string): void
  /** Sends a kept line once more. */
  again(key: string, inMs: number): void
  /** A new connection: what has no place yet is sent again. `isShown`: the page shows the dialog's lines already. */
  resume(isShown: (dialogId: string) => boolean): void
  stop(): void
}

export function createSaying({ store, kept, send }: SayingDeps): Saying {
  const held = changeHeldIn(store)
  const due = new Set<ReturnType<typeof setTimeout>>()

  function sendOne({ dialogId, key, text, draftId }: UnsentSay): void {
    send({ type: 'say', ref: key, key, dialog_id: dialogId, text, draft_id: draftId })
  }

  function show({ dialogId, key, text, at, draftId }: UnsentSay): void {
    const line = { key, from: 'seat', text, at, ai: draftId !== undefined, isUnsent: true } as const
    held(dialogId, ({ lines }) => ({ lines: [...lines, line] }))
  }

  /** A suggestion that is said unchanged carries its id, and the server marks it as a model's. */
  function draftSaid(dialogId: string, text: string) {
    const suggested = store.get().held.find(({ row }) => row.dialogId === dialogId)?.suggested
    return suggested?.text.trim() === text ? suggested : { draftId: undefined, text }
  }

  return {
    say(dialogId, written) {
      const { draftId, text } = draftSaid(dialogId, written)
      const say = { dialogId, key: newKey(), text, at: new Date().toISOString(), draftId }
      kept.add(say)
      kept.setDraft(dialogId, '')
      kept.dismiss(dialogId)
      held(dialogId, () => ({ fault: undefined, suggested: undefined }))
      show(say)
      sendOne(say)
    },
    again(key, inMs) {
      const timer = setTimeout(() => {
        due.delete(timer)
        // A new connection may have brought it meanwhile; the server takes a key once.
        const say = kept.unsent().find(each => each.key === key)
        if (say) sendOne(say)
      }, inMs)
      due.add(timer)
    },
    resume(isShown) {
      for (const say of kept.unsent()) {
        if (!isShown(say.dialogId)) show(say)
        sendOne(say)
      }
    },
    stop() {
      for (const timer of due) clearTimeout(timer)
    },
  }
}

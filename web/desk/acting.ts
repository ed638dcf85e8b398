// A seat's steps with a dialog that have a reply: refused at once without a connection, so that what was written for them
// stays where it was written.
import { newKey } from '../client/new-key.js'
import { type BoardStore, changeHeldIn } from './held-store.js'

export interface Act {
  readonly dialogId: string
  /** The seat holds the dialog no longer when it is done. */
  readonly ends: boolean
  /** Shown with the dialog when it is done. */
  readonly note?: string
}

/** Those under way, by their ref. */
export type Acts = Map<string, Act>

export interface ActingDeps {
  readonly store: BoardStore
  readonly acts: Acts
  send(frame: object): void
  readonly said: {
    /** There is no connection. */
    readonly notNow: string
    /** The connection went before the reply. */
    readonly unsure: string
  }
}

export interface Acting {
  /** Returns the ref, or undefined for a step that was refused here. */
  begin(dialogId: string, frame: object, about?: Omit<Partial<Act>, 'dialogId'>): string | undefined
  /** The connection is lost: no reply will come. */
  lost(): void
}

export function createActing({ store, acts, send, said }: ActingDeps): Acting {
  const held = changeHeldIn(store)

  function fault(dialogId: string, words: string): void {
    const isHeld = store.get().held.some(({ row }) => row.dialogId === dialogId)
    if (isHeld) held(dialogId, () => ({ fault: words }))
    else store.set({ fault: words })
  }

  return {
    begin(dialogId, frame, about = {}) {
      if (store.get().link !== 'up') {
        fault(dialogId, said.notNow)
        return undefined
      }
      const ref = newKey()
      acts.set(ref, { dialogId, ends: false, ...about })
      held(dialogId, () => ({ fault: undefined }))
      send({ ...frame, ref, dialog_id: dialogId })
      return ref
    },
    lost() {
      for (const { dialogId, ends, note } of acts.values())
        if (ends || note !== undefined)
          fault(dialogId, note === undefined ? said.unsure : `${said.unsure} ${note}`)
      acts.clear()
    },
  }
}

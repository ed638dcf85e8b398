// Messages between processes. All of them are hints: a process that misses one finds out at its next look, a little
// later.
import type { DialogId, ProcessId, TurnId } from '../ids.js'

export type Message =
  /** The turn may be at the head of its dialog's queue now. */
  | { readonly kind: 'wake'; readonly dialogId: DialogId; readonly turnId: TurnId }
  /** Somebody waits behind this turn of yours: do you hold it? */
  | { readonly kind: 'ask'; readonly dialogId: DialogId; readonly turnId: TurnId }
  /** Something was written to a dialog that you watch. */
  | { readonly kind: 'wrote'; readonly dialogId: DialogId }
  | { readonly kind: 'cancelled'; readonly dialogId: DialogId; readonly turnId: TurnId }
  | { readonly kind: 'forgotten'; readonly dialogId: DialogId }
  /** The desk of this shop has changed; and why a dialog has gone from it, if one has. */
  | { readonly kind: 'desk'; readonly shop: string; readonly dialogId?: DialogId; readonly gone?: Gone }
  /** A customer is being erased: what runs for them stops. `owner` is the keyed hash of their id. */
  | { readonly kind: 'erased'; readonly owner: string }

/** Its customer left the queue or a seat closed it, its time was over, or it was deleted. */
export type Gone = 'left' | 'expired' | 'erased'

export interface Bus {
  /** Never throws and never waits. */
  send(processId: ProcessId, message: Message): void
  /** To every process, this one included. */
  broadcast(message: Message): void
  close(): Promise<void>
}

export type OnMessage = (message: Message) => void

// The events of a dialog, as its followers get them.
import type { StoredTurn } from '../../answer/answer.js'
import type { Sign } from '../../cluster/bus.js'
import type { HolderView } from '../store/dialog-views.js'
import type { RatingInvitation } from '../store/services.js'
import type { Mode } from '../store/talk.js'

/** Something new in a dialog. Events with a `seq` come in its order. */
export type DialogEvent =
  | { readonly kind: 'answer'; readonly turn: StoredTurn }
  /** A person's message. */
  | { readonly kind: 'message'; readonly turn: StoredTurn }
  /** The dialog has changed between bot, queue and seat. */
  | { readonly kind: 'mode'; readonly mode: Mode; readonly seat?: HolderView | undefined }
  /** A service is over and may be rated. */
  | { readonly kind: 'rate'; readonly invitation: RatingInvitation }
  /** Of the person who holds the dialog. */
  | Sign
  /** Deleted, expired, or not this customer's. */
  | { readonly kind: 'gone' }

/** The event of a stored entry. */
export function eventOf(turn: StoredTurn): Extract<DialogEvent, { kind: 'answer' | 'message' }> {
  return { kind: turn.answer.saidBy === undefined ? 'answer' : 'message', turn }
}

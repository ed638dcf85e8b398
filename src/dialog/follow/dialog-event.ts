// The events of a dialog, as its followers get them.
import type { StoredTurn } from '../../answer/answer.js'
import type { Mode } from '../store/dialogs.js'

/** Something new in a dialog. Events with a `seq` come in its order. */
export type DialogEvent =
  | { readonly kind: 'answer'; readonly turn: StoredTurn }
  | { readonly kind: 'message'; readonly seq: number; readonly text: string; readonly sentAt: number }
  | { readonly kind: 'mode'; readonly mode: Mode; readonly position?: number }
  /** Deleted, expired, or not this customer's. */
  | { readonly kind: 'gone' }

// What is read of a dialog: by its customer, by those who follow it, by a poll of one turn.
import type { StoredTurn } from '../../answer/answer.js'
import type { DialogId, ProcessId } from '../../ids.js'
import type { RatingInvitation } from './services.js'
import type { Mode } from './talk.js'

/** The person who holds a dialog, and the id of the service. */
export interface HolderView {
  readonly name: string
  readonly serviceId: string
}

/** A dialog as its customer may see it. */
export interface DialogView {
  readonly dialogId: DialogId
  readonly mode: Mode
  readonly isBotOff?: boolean | undefined
  /** A person was asked for, wrote in it, or has a message left in it. */
  readonly hadPerson?: boolean | undefined
  readonly seat?: HolderView | undefined
  readonly invitation?: RatingInvitation | undefined
  /** Epoch milliseconds. */
  readonly expiresAt: number
  /** Oldest first, at most KEEP_TURNS. */
  readonly turns: readonly StoredTurn[]
}

/** The part of a dialog that a reader has already. */
export interface ReadPosition {
  readonly dialogId: DialogId
  readonly owner: string
  /** The seq of the reader's newest turn. */
  readonly after: number
}

/** The rest of a dialog for a reader that has some of it. */
export interface DialogNews {
  readonly mode: Mode
  readonly seat?: HolderView | undefined
  readonly invitation?: RatingInvitation | undefined
  /** A person was asked for, wrote in it, or has a message left in it: its reader may believe that one talks still. */
  readonly hadPerson?: boolean | undefined
  /** The seq of the newest turn, 0 before the first. */
  readonly newest: number
  /** The kept turns after the reader's position, oldest first. */
  readonly turns: readonly StoredTurn[]
}

/** The result of a poll of one turn. */
export type TurnView =
  | { readonly kind: 'done'; readonly turn: StoredTurn }
  | { readonly kind: 'pending'; readonly origin: ProcessId; readonly mode: Mode }
  | { readonly kind: 'gone' }
  | { readonly kind: 'absent' }

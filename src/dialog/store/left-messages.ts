// Left messages, for a dialog's next seat: messages of its customer, and the question of one who waited until the shop
// closed. Memory and Redis backends pass test/contracts/left-messages.ts.
import type { DialogId } from '../../ids.js'
import type { KeepsEvent } from './event-seed.js'
import type { Told } from './handovers.js'

export interface LeftMessage extends KeepsEvent {
  readonly dialogId: DialogId
  readonly owner: string
  readonly shop: string
  readonly ref?: string | undefined
  readonly language: string
  /** Follows from the Idempotency-Key, where there is one. */
  readonly messageId: string
  /** Keyed hash of the raw text: the same id with another text is refused. */
  readonly textHash: string
  /** Masked. */
  readonly text: string
}

/** A wait that ends because the shop has closed. */
export interface EndedWait extends KeepsEvent {
  readonly dialogId: DialogId
  readonly shop: string
  /** Follows from the wait: the same end again changes nothing. */
  readonly messageId: string
  /** The text that the next seat sees, masked. */
  readonly text: string
}

export type LeftResult =
  | { readonly kind: 'kept'; readonly isNew: boolean }
  /** The dialog holds the most left messages allowed. */
  | { readonly kind: 'full' }
  | { readonly kind: 'key-reused' }
  /** There is no such dialog of this customer. */
  | { readonly kind: 'absent' }

export type EndedWaitResult = ({ readonly kind: 'left' } & Told) | { readonly kind: 'not-waiting' }

/** Throws Problem 'store-away'. */
export interface LeftMessages {
  /** Keeps a message for the next seat; the same one again changes nothing. */
  leave(message: LeftMessage): Promise<LeftResult>
  /** The dialog waits no longer and is left for the next seat; the bot answers again. */
  endWait(wait: EndedWait): Promise<EndedWaitResult>
}

/** Left messages stand behind all who wait. */
export const LEFT_PRIORITY = 7

// Dialogs whoever owns them, for work that no customer asks for: the transcripts of a shop, a desk that was lost.
// Memory and Redis backends pass test/contracts/dialog-walk.ts.
import type { DialogId } from '../../ids.js'

export interface WalkedDialog {
  readonly dialogId: DialogId
  /** The customer's keyed hash. */
  readonly owner: string
  /** Undefined where an earlier build opened the dialog, and no person was asked for since. */
  readonly shop: string | undefined
  /** A person was asked for, or a message was left. */
  readonly wasHanded: boolean
  /** It waits for a person, is held by one, or something was left in it. */
  readonly isAtDesk: boolean
}

/** Throws Problem 'store-away'. */
export interface DialogWalk {
  /** Undefined for a dialog that is unknown, has expired or was erased. */
  find(dialogId: DialogId): Promise<WalkedDialog | undefined>
  /** Every dialog that lives during the whole walk, at least once. Reads the whole store, page by page. */
  pages(): AsyncGenerator<readonly WalkedDialog[]>
}

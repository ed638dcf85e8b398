// The acts of seats as values: the person, the dialog, the words.

import type { Hold } from '../dialog/store/handoff.js'
import type { DeskView } from '../dialog/store/handovers.js'
import type { Outcome } from '../dialog/store/services.js'
import type { DialogId } from '../ids.js'

/** The person who acts. */
export interface SeatPerson {
  readonly shop: string
  readonly sub: string
  readonly name: string
  readonly skills: readonly string[]
  readonly capacity: number
}

export interface DialogAct {
  readonly dialogId: DialogId
  readonly claimId?: string | undefined
  /** The raw Idempotency-Key: what comes again under it is not done again. */
  readonly key?: string | undefined
}

export interface SayOrder extends DialogAct {
  /** Raw. */
  readonly text: string
  /** The draft that the text was, if it was one. */
  readonly draftId?: string | undefined
}

export interface CloseOrder extends DialogAct {
  readonly outcome: Outcome
  /** Raw, as are the tags. */
  readonly summary?: string | undefined
  readonly tags?: readonly string[] | undefined
}

export interface TransferOrder extends DialogAct {
  readonly to?: string | undefined
  readonly skill?: string | undefined
  readonly note?: string | undefined
}

export interface Taken {
  readonly hold: Hold
  readonly view: DeskView
}

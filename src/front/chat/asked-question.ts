// What a customer asks, on whatever transport.
import type { AskedSubject } from './subject.js'

/** A question as every transport brings it, its form checked. */
export interface AskedQuestion extends AskedSubject {
  readonly uid?: string | undefined
  /** May be absent beside attachments: a card alone is a question. */
  readonly text?: string | undefined
  readonly dialog_id?: string | null | undefined
}

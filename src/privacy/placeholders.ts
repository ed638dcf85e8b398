// The contract of placeholders: with MASK_MODE=placeholder the vendor sees ⟦mobile_1⟧ where it else sees stars, and the
// customer's answer has the value back. A dialog's values lie in its vault (vault.ts), which only leaves a process sealed.
import type { Kind } from './rule.js'

/** A value that masking found in a question. */
export interface HeldValue {
  readonly kind: Kind
  /** As the customer wrote it. */
  readonly value: string
  readonly stars: string
  /** UTF-16 offset of the stars in the masked text. */
  readonly start: number
}

export type NamedValue = Pick<HeldValue, 'value' | 'stars'>

/** The placeholders of a dialog, as a turn of it uses them. Between the vendor and the customer each stands as a mark: one
 *  character that no masking rule reads and no piece of a stream can part. */
export interface Placeholders {
  readonly isEmpty: boolean
  /** A text of the vendor with marks for the dialog's placeholders; any other placeholder is starred. */
  marked(text: string): string
  /** The same for a text that comes in pieces. */
  markedStream(): MarkedStream
  /** A text of others, with marks where the dialog's values stand in it. */
  hidden(text: string): string
  /** The values whose placeholders a text of the vendor holds. */
  namedIn(text: string): readonly NamedValue[]
  /** The marked text for everybody but the customer and the vendor. */
  starred(marked: string): string
  /** The marked text for the vendor. */
  labelled(marked: string): string
  /** The marked text for the customer. */
  own(marked: string): string
}

export interface MarkedStream {
  /** Takes a piece in and gives what may pass, possibly ''. A placeholder that may have begun waits for its end: at most
   *  15 characters. */
  take(text: string): string
  /** The rest. */
  rest(): string
}

/** Opens the vaults of dialogs. */
export interface Vaults {
  /** The vault of the dialog with the question's values added, as far as there is room. */
  open(kept: KeptVault, held: readonly HeldValue[], masked: string): VaultOfTurn
  sealOwn(own: OwnText): string
  /** Undefined when it was sealed for another customer or under another DATA_KEY. */
  openOwn(sealed: string, owner: string): string | undefined
}

export interface KeptVault {
  /** Absent before the dialog's first value. */
  readonly sealed: string | undefined
  /** A vault opens for the customer whose dialog it is. */
  readonly owner: string
}

/** A text that is its customer's alone. */
export interface OwnText {
  readonly owner: string
  readonly text: string
}

export interface VaultOfTurn {
  readonly placeholders: Placeholders
  /** The question, for the vendor. */
  readonly question: string
  /** Present when the vault has grown. */
  readonly sealed?: string
}

const brackets = /[⟦⟧]/g

/** A text whose brackets cannot be taken for a placeholder's. */
export function withoutPlaceholders(text: string): string {
  return text.replace(brackets, bracket => (bracket === '⟦' ? '[' : ']'))
}

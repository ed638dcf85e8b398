// A masked question, as the sources of answers see it, and the way in which the vendor is asked it.
import type { Variant } from '../gray/variant.js'
import type { Prepared } from '../offload/offload.js'
import type { Placeholders } from '../privacy/placeholders.js'
import type { Remembered } from '../shop/subject.js'
import type { ToolAsker } from '../shop/vendor-tools.js'
import type { StopSignal } from '../stop.js'
import type { Level } from './answer.js'

/** The part of a turn that a source may know. Masked text only. */
export interface Question {
  readonly prepared: Prepared
  /** The dialog's placeholders, with MASK_MODE=placeholder; the prompt has them where texts have stars. */
  readonly placeholders?: Placeholders
  /** The order and product that it came with. */
  readonly about?: Remembered | undefined
  readonly level: Level
  /** The release that the customer meets. */
  readonly variant?: Variant | undefined
  /** The vendor may be asked: the turn has paid for it. */
  readonly isPaid: boolean
  /** Whose FAQ. */
  readonly shop: string
  readonly language: string
  readonly traceparent: string
  /** Epoch milliseconds: the vendor must have ended by then. */
  readonly deadlineAt: number
  /** For whom tools may be called; absent for a turn that is nobody's any more. */
  readonly asker?: Omit<ToolAsker, 'deadlineAt' | 'language'> | undefined
}

/** A customer, as far as fixed texts differ. */
export type Addressee = Pick<Question, 'language' | 'shop'>

/** A piece of the vendor's answer as it comes, still unmasked. */
export type OnDelta = (text: string) => void

export interface VendorCall {
  readonly signal: StopSignal
  /** Present when the answer is streamed. */
  readonly onDelta?: OnDelta
}

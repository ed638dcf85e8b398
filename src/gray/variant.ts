// The differences of a release's answers from the stable ones: the part of a gray release that a turn carries.
import type { VendorName } from '../llm/llm.js'

/** An absent field is as on the stable side. */
export interface Variant {
  /** The release's name, shown as `answer.variant`. */
  readonly name: string
  /** A variant on trial has its own connections and breaker, and is no signal for the ladder. False after promotion. */
  readonly isOnTrial: boolean
  /** The system message as an encoded fragment. */
  readonly system?: string
  readonly model?: string
  readonly temperature?: number
  readonly maxTokens?: number
  /** The vendor to ask first. */
  readonly vendor?: VendorName
}

/** The name of the stable side, which every other customer gets. */
export const STABLE = 'stable'

// How the answers of a release differ from everybody's: the part of a gray release that a turn carries.
import type { VendorName } from '../llm/llm.js'

/** What is absent is as for everybody. */
export interface Variant {
  /** The release's name, shown as `answer.variant`. */
  readonly name: string
  /** It has connections and a breaker of its own, and is no signal of the ladder. False once everybody gets it. */
  readonly isOnTrial: boolean
  /** The system message as an encoded fragment. */
  readonly system?: string
  readonly model?: string
  readonly temperature?: number
  readonly maxTokens?: number
  /** The vendor that is asked first. */
  readonly vendor?: VendorName
}

/** The name of what everybody gets. */
export const STABLE = 'stable'

// A dialog's wait for a person, and the hold of the person who has it.

/** Reason of a handover. */
export type HandoffReason =
  | 'asked'
  | 'refused-ai'
  | 'safety'
  | 'security'
  | 'failed'
  | 'repeated'
  | 'mood'
  | 'feedback'
  | 'slow'
  | 'no-answer'
  | 'ladder'
  | 'model'
  | 'returned'
  | 'transfer'
  | 'left-message'

/** What becomes of a wish for a person, as metrics tell it. */
export type HandoffOutcome = 'queued' | 'offered' | 'hours' | 'nobody' | 'full' | 'long'

/** A person at the desk. */
export interface SeatName {
  /** The token's `sub`. */
  readonly sub: string
  /** Shown to customers. */
  readonly name: string
}

/** A dialog's wait for a person. */
export interface Handoff {
  readonly shop: string
  readonly reason: HandoffReason
  /** 0 is served first. */
  readonly priority: number
  /** Begin of the wait, epoch milliseconds of the store; for a dialog that a seat gave back, of its first wait. */
  readonly since: number
  /** The shop's own pseudonym for the customer. */
  readonly ref?: string | undefined
  readonly skill?: string | undefined
  /** The customer's own words, masked. */
  readonly note?: string | undefined
  /** The expected wait that the customer was shown, in seconds. */
  readonly etaS?: number | undefined
  readonly language: string
}

/** A seat's hold of a dialog, from claim to close. */
export interface Hold extends SeatName {
  readonly claimId: string
  readonly serviceId: string
  /** Epoch milliseconds of the claim. */
  readonly at: number
  readonly isSocketless?: boolean
}

// Writes that were proposed in a dialog and what became of them. They lie in the dialog's record and go with it: the
// commit of a turn puts its proposal there, a decision claims it before anything is sent, and its end is written once.
// Without the claim nothing is sent, and no confirmation can be claimed twice.
// Memory and Redis backends pass test/contracts/confirmations.ts.
import type { DialogId } from '../../ids.js'
import type { Card } from '../../shop/card.js'
import type { FieldValue } from '../../shop/pick-result.js'
import type { Proposal, ProposalBond, ProposedWrite } from '../../shop/proposal.js'

export interface ConfirmationRef {
  readonly dialogId: DialogId
  readonly confirmId: string
}

/** Who asks about a confirmation: the dialog's customer, or a seat of its shop. */
export type Decider =
  | { readonly kind: 'customer'; readonly owner: string }
  | { readonly kind: 'seat'; readonly shop: string; readonly sub: string }

/** How a confirmation ended. `unknown`: the write may have its effect or not. */
export interface ConfirmationEnd {
  readonly state: 'done' | 'failed' | 'refused' | 'unknown'
  /** What the shop said of the thing. Masked. */
  readonly result?: Readonly<Record<string, FieldValue>>
  readonly card?: Card
}

export type ConfirmationState =
  | { readonly kind: 'open'; readonly bond: ProposalBond }
  /** Its time is over, or a newer proposal of the same tool has taken its place. */
  | { readonly kind: 'expired' }
  /** Claimed: the write may have been sent. `isLost`: the claim's time is over, and its end will not come any more. */
  | { readonly kind: 'executing'; readonly attempt: string; readonly isLost: boolean }
  | { readonly kind: 'ended'; readonly end: ConfirmationEnd }

export interface ConfirmationView {
  /** The dialog's customer. */
  readonly owner: string
  readonly shown: ProposedWrite
  readonly state: ConfirmationState
}

export type Looked =
  | { readonly kind: 'seen'; readonly view: ConfirmationView }
  /** There is no such thing for this customer or shop. */
  | { readonly kind: 'absent' }
  /** The seat does not hold the dialog. */
  | { readonly kind: 'not-held' }

export interface ConfirmationClaim {
  /** 32 random hex digits; a repeated claim has the same. */
  readonly attempt: string
  /** The claim is lost after so long. */
  readonly leaseMs: number
}

/** Throws Problem 'store-away'. */
export interface Confirmations {
  look(ref: ConfirmationRef, decider: Decider): Promise<Looked>
  /** True when the write is this attempt's to send. */
  claim(ref: ConfirmationRef, decider: Decider, claim: ConfirmationClaim): Promise<boolean>
  /** Writes the end of what this attempt has claimed; without an attempt, of what is open. False when it does not stand
   *  so: then it stays as it is. */
  settle(ref: ConfirmationRef, attempt: string | undefined, end: ConfirmationEnd): Promise<boolean>
}

/** A confirmation in a record of memory. */
export interface KeptConfirmation extends Pick<Proposal, 'shown'> {
  /** Epoch milliseconds. */
  readonly expiresAt: number
  readonly state: KeptState
}

export type KeptState =
  | { readonly kind: 'open'; readonly bond: ProposalBond }
  | { readonly kind: 'expired' }
  | { readonly kind: 'executing'; readonly attempt: string; readonly until: number }
  | { readonly kind: 'ended'; readonly attempt: string | undefined; readonly end: ConfirmationEnd }

/** A dialog remembers so many of its newest confirmations. */
export const CONFIRMATIONS_KEPT = 20

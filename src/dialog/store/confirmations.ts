// Writes that were proposed in a dialog, with their ends. They are part of the dialog's record: the commit of a turn
// adds its proposal, a decision claims it before anything is sent, and its end is written once. Without the claim
// nothing is sent, and no confirmation can be claimed twice. Memory and Redis backends pass
// test/contracts/confirmations.ts.
import type { DialogId } from '../../ids.js'
import type { Card } from '../../shop/card.js'
import type { FieldValue } from '../../shop/pick-result.js'
import type { Proposal, ProposalBond, ProposedWrite } from '../../shop/proposal.js'

export interface ConfirmationRef {
  readonly dialogId: DialogId
  readonly confirmId: string
}

/** The person who decides about a confirmation: the dialog's customer, or a seat of its shop. */
export type Decider =
  | { readonly kind: 'customer'; readonly owner: string }
  | { readonly kind: 'seat'; readonly shop: string; readonly sub: string }

/** End of a confirmation. `unknown`: the write may have its effect or not. */
export interface ConfirmationEnd {
  readonly state: 'done' | 'failed' | 'refused' | 'unknown'
  /** Fields of the shop's result. Masked. */
  readonly result?: Readonly<Record<string, FieldValue>>
  readonly card?: Card
}

export type ConfirmationState =
  | { readonly kind: 'open'; readonly bond: ProposalBond }
  /** The confirmation's time is over, or a newer proposal of the same tool has replaced it. */
  | { readonly kind: 'expired' }
  /** Claimed: the write may have been sent. `isLost`: the claim's time is over, and no end will come. */
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
  /** This customer or shop has no such confirmation. */
  | { readonly kind: 'absent' }
  /** The seat does not hold the dialog. */
  | { readonly kind: 'not-held' }

export interface ConfirmationClaim {
  /** 32 random hex digits; a repeated claim has the same. */
  readonly attempt: string
  /** Time after which the claim is lost. */
  readonly leaseMs: number
}

/** Each method throws Problem 'store-away'. */
export interface Confirmations {
  look(ref: ConfirmationRef, decider: Decider): Promise<Looked>
  /** True when this attempt may send the write. */
  claim(ref: ConfirmationRef, decider: Decider, claim: ConfirmationClaim): Promise<boolean>
  /** Writes the end of a confirmation that this attempt has claimed; without an attempt, of an open one. Returns false
   *  and changes nothing in any other state. */
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

/** Number of newest confirmations that a dialog remembers. One that executes stays beyond it: its end is still to come. */
export const CONFIRMATIONS_KEPT = 20

// Contract of a turn that may go to people; src/seats/turn-handoff.ts decides.
import type { Draft, Level } from '../../answer/answer.js'
import type { DialogId } from '../../ids.js'

/** The customer of a dialog that may go to people. */
export interface HandedCustomer {
  /** '' for a turn that another process promised. */
  readonly uid: string
  readonly owner: string
  readonly shop: string
  readonly ref?: string | undefined
  readonly needsCare?: boolean | undefined
}

/** The part of a turn that decides whether a person is asked for. */
export interface HandedTurn {
  readonly dialogId: DialogId
  /** The turn opens its dialog. */
  readonly opens: boolean
  readonly customer: HandedCustomer
  readonly language: string
  readonly traceparent: string
  readonly level: Level
  /** Masked. */
  readonly text: string
  /** Kinds of personal data that were masked in the text. */
  readonly masked: readonly string[]
}

export interface TurnHandoff {
  /** The notice about the dialog's handoff. Undefined, without waiting, for a text that asks for nobody; resolves to
   *  undefined when a person has the dialog already. */
  asked(turn: HandedTurn): Promise<Draft | undefined> | undefined
  /** The notice about a handoff in place of the ladder's notice at level 3; undefined when nobody is there. */
  instead(turn: HandedTurn, notice: Draft): Promise<Draft | undefined>
  /** Makes the offer of a person for this answer. Undefined, without waiting, when the text calls for none. */
  offer(turn: HandedTurn, answer: Draft): Promise<Draft['offer']> | undefined
  /** Called with the offer of each stored turn: a dialog that the turn opened has a record to keep it in only now. */
  keepOffer(turn: HandedTurn, offer: NonNullable<Draft['offer']>): Promise<void>
}

/** Hands no turn to people. */
export const noHandoff: TurnHandoff = {
  asked: () => undefined,
  instead: async () => undefined,
  offer: () => undefined,
  keepOffer: async () => undefined,
}

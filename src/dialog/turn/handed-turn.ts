// A turn that may go to people, as a contract: what decides that is src/seats/turn-handoff.ts.
import type { Draft, Level } from '../../answer/answer.js'
import type { DialogId } from '../../ids.js'

/** The part of a turn that decides whether a person is asked for. */
export interface HandedTurn {
  readonly dialogId: DialogId
  /** The turn opens its dialog. */
  readonly opens: boolean
  readonly customer: { readonly owner: string; readonly shop: string; readonly ref?: string | undefined }
  readonly language: string
  readonly level: Level
  /** Masked. */
  readonly text: string
}

export interface TurnHandoff {
  /** The notice that says how the dialog stands with people. Undefined, without waiting, for a text that asks for nobody;
   *  undefined, too, when a person has the dialog already. */
  asked(turn: HandedTurn): Promise<Draft | undefined> | undefined
  /** The same in place of a notice that the ladder gave at level 3; undefined when nobody is there. */
  instead(turn: HandedTurn, notice: Draft): Promise<Draft | undefined>
}

/** For turns that go to nobody. */
export const noHandoff: TurnHandoff = { asked: () => undefined, instead: async () => undefined }

// The word of a dialog's record that says who talks: the mode, with `-off` while the bot is silent until a person came.
import type { Draft } from '../../answer/answer.js'
import type { ProcessId } from '../../ids.js'

/** The one who talks with the customer: the bot, also while a person is awaited, or a seat. */
export type Mode = 'bot' | 'queued' | 'seat'

export interface TalkState {
  readonly mode: Mode
  /** The customer has switched the bot off: no model answers until a person came. */
  readonly isBotOff: boolean
}

/** Times by which a person's reply is measured, epoch milliseconds of the store. */
export interface ReplyTimes {
  /** Arrival of the first message that the reply answers. */
  readonly askedAt?: number | undefined
  /** Time of the claim, if this is the first reply since. */
  readonly firstSince?: number | undefined
}

/** A note of a seat, for other seats. */
export interface Note {
  readonly at: number
  readonly by: string
  readonly text: string
}

/** A model's summary of a dialog that waits, masked. */
export interface KeptSummary {
  /** The seq of the newest turn that it is of. */
  readonly seq: number
  readonly text: string
}

const OFF = '-off'

export function readTalk(word: string): TalkState {
  const isBotOff = word.endsWith(OFF)
  return { mode: (isBotOff ? word.slice(0, -OFF.length) : word) as Mode, isBotOff }
}

/** True when turns of the dialog wait for a person and none runs. */
export function isForSeat({ mode, isBotOff }: TalkState): boolean {
  return mode === 'seat' || (mode === 'queued' && isBotOff)
}

/** A turn that waits for a person: the seat that holds the dialog, or the next one. */
export interface KeptForPerson {
  readonly kind: 'seat'
  readonly mode: Mode
  readonly watchers: readonly ProcessId[]
  /** Events of the dialog wait to be moved. */
  readonly hasEvents?: boolean
}

/** Reason with which a dialog goes back to the queue. */
export interface ReturnOrder {
  readonly reason: 'returned' | 'transfer'
  /** For a returned dialog: its seat gave it back, was lost, or an operator took it. */
  readonly why?: 'released' | 'lapsed' | 'admin' | undefined
  /** Absent: the skill stays. */
  readonly skill?: string | undefined
}

/** Reason of an offer of a person, and priority of a customer who accepts it: 0 is served first. */
export interface HandoffOffer {
  readonly reason: NonNullable<Draft['offer']>['reason']
  readonly priority: number
}

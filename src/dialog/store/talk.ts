// Who talks in a dialog, as one word of its record: the mode, and `-off` when the bot keeps silent until a person came.
import type { ProcessId } from '../../ids.js'

/** Who talks in a dialog. */
export type Mode = 'bot' | 'queued' | 'seat'

export interface TalkState {
  readonly mode: Mode
  /** The customer wants no answer of a model: none is given until a person came. */
  readonly isBotOff: boolean
}

/** What a person's message is measured by, epoch milliseconds of the store. */
export interface ReplyTimes {
  /** When the first message came that it answers. */
  readonly askedAt?: number | undefined
  /** The claim, if this is the first reply since. */
  readonly firstSince?: number | undefined
}

const OFF = '-off'

export function readTalk(word: string): TalkState {
  const isBotOff = word.endsWith(OFF)
  return { mode: (isBotOff ? word.slice(0, -OFF.length) : word) as Mode, isBotOff }
}

/** Turns of the dialog are kept for a person: none of them runs. */
export function isForSeat({ mode, isBotOff }: TalkState): boolean {
  return mode === 'seat' || (mode === 'queued' && isBotOff)
}

/** A turn that is kept for a person: for the seat that holds the dialog, or for the next one. */
export interface KeptForPerson {
  readonly kind: 'seat'
  readonly mode: Mode
  readonly watchers: readonly ProcessId[]
  /** Events of the dialog wait to be moved. */
  readonly hasEvents?: boolean
}

/** How a dialog goes back to the queue. */
export interface ReturnOrder {
  readonly reason: 'returned' | 'transfer'
  /** Of what is returned: its seat gave it back, was lost, or an operator took it. */
  readonly why?: 'released' | 'lapsed' | 'admin' | undefined
  /** Absent: as it was. */
  readonly skill?: string | undefined
}

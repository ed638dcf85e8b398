// Shared parts of the claims about Dialogs: the form of a claim, and a turn that runs to its end.
import type t from 'tap'
import { lastOf, never, writeOf } from '../../../perf/load/dialog-turns.js'
import type { Dialogs, MaskedTurn, Stored } from '../../../src/dialog/store/dialogs.js'
import type { DialogLimits } from '../../../src/dialog/store/limits.js'

export interface Bench {
  readonly dialogs: Dialogs
  /** Lets store time pass. */
  pass(ms: number): Promise<void>
}

export type Make = (t: Tap, limits: DialogLimits) => Promise<Bench>
export type Tap = Pick<typeof t, 'test' | 'equal' | 'same' | 'match' | 'ok' | 'notOk' | 'not' | 'teardown'>

export type ClaimThat = (
  title: string,
  run: (t: Tap, bench: Bench) => Promise<void>,
  own?: Partial<DialogLimits>,
) => void

/** Runs a turn to its end. */
export async function answer(dialogs: Dialogs, turn: MaskedTurn, text = '今天发货'): Promise<Stored> {
  const last = lastOf(await dialogs.begin(turn, {}, never))
  return stored(await dialogs.commit(writeOf(turn, last, text), never))
}

export function stored(outcome: { kind: string }): Stored {
  if (outcome.kind !== 'done') throw new Error(`expected done, got ${outcome.kind}`)
  return outcome as Stored
}

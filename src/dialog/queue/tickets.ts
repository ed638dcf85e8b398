// What a process may ask about tickets: to wait for a turn's place, to end a turn, to give a ticket back.
// What a ticket is, and every decision about it, is the store's (dialogs.ts); how one waits is in waiting.ts.
import type { Clock } from '../../clock.js'
import type { Bus, Message } from '../../cluster/bus.js'
import type { Members } from '../../cluster/members.js'
import type { DialogId, ProcessId, TurnId } from '../../ids.js'
import type { StopSignal } from '../../stop.js'
import type { Watching } from '../follow/watching.js'
import type {
  BeginResult,
  CancelOutcome,
  Committed,
  CommitWrite,
  Dialogs,
  MaskedTurn,
  Orphan,
  Promised,
  Result,
  Try,
  TurnRef,
} from '../store/dialogs.js'
import type { Told } from '../store/handovers.js'

/** A waiting turn looks again this often; a message only makes it sooner. */
export const BEGIN_AGAIN_MS = 250
/** The same of a turn that waits for a person. */
export const SEAT_BEGIN_AGAIN_MS = 1_000

/** Where a turn stands while it must wait. */
export type WaitResult = Extract<BeginResult, { kind: 'wait' | 'joined' | 'orphan' | 'seat' }>
/** Where it stands when it need not wait any more. */
export type EnterResult = Exclude<BeginResult, WaitResult>

export interface TicketDeps {
  readonly dialogs: Dialogs
  readonly members: Pick<Members, 'processId' | 'isDead'>
  readonly bus: Bus
  readonly watching: Pick<Watching, 'watch' | 'unwatch'>
  /** Never jumps. */
  readonly steady: Clock
  readonly pause: (ms: number, signal?: StopSignal) => Promise<void>
  /** An acknowledged turn became this process's: it must be entered and run, before anything that waits behind it. */
  readonly runOrphan: (turn: Orphan) => void
  /** Called with the error of what failed and will be tried again. */
  readonly onError: (error: unknown) => void
}

export interface Placed {
  /** The turn that will be answered: an earlier one when the key belongs to it. From now on the caller's turn is
   *  that. */
  readonly turnId: TurnId
  readonly waits: boolean
}

export interface EnterOptions extends Try {
  /** Called once, when the turn has its place, if only behind others: its dialog now exists. */
  onPlaced?(placed: Placed): void
  /** Called at every look while the turn waits for a person, until it resolves to true: then the turn is durable, so
   *  that the person sees it. */
  keep?(): Promise<boolean>
}

export interface Tickets {
  /** Resolves when the turn may run or need not. Throws when the store is away at the first try, or when `signal`
   *  aborts: then the caller gives the turn up, takes it back, or enters it again. */
  enter(turn: MaskedTurn, options: EnterOptions, signal: StopSignal): Promise<EnterResult>
  /** As Dialogs.trustedPast. */
  trustedPast: Dialogs['trustedPast']
  /** The turn runs here although it has no ticket: no other process knows it. Throws Problem 'store-away' when the store
   *  is known to be away: then nobody is asked for what could not be kept. */
  hold(turn: TurnRef): void
  /** Gives such a turn its ticket after all. Resolves in any case: without a ticket it may be stored behind others. */
  queue(turn: MaskedTurn): Promise<void>
  /** Makes the promise of a 202 durable; the turn goes on waiting or running where it does. */
  acknowledge(turn: MaskedTurn, promised: Promised, signal: StopSignal): Promise<BeginResult>
  commit(write: CommitWrite, signal: StopSignal): Promise<Committed>
  commitReady(write: MaskedTurn & Result, options: Try, signal: StopSignal): Promise<Committed>
  /** The turn ends here without an answer: its ticket goes, now or when the store can be asked again.
   *  An acknowledged one comes back through runOrphan. */
  giveUp(turn: TurnRef): void
  /** As giveUp, and the promise of a turn without a key goes too: its client got a 503. */
  takeBack(turn: TurnRef): void
  /** Takes an acknowledged turn over from a process that does not hold it; true when nothing is left to do for it. */
  adopt(turn: TurnRef, from: ProcessId): Promise<boolean>
  cancel(turn: TurnRef, owner: string): Promise<CancelOutcome>
  /** Tells of a write that changed who talks in the dialog, or that answered the turns of these tickets. */
  announce(dialogId: DialogId, told: Told): void
  /** As Dialogs.erase, and a message tells every process. */
  erase(dialogId: DialogId, owner: string, event?: string): Promise<readonly TurnId[] | undefined>
  holds(turnId: TurnId): boolean
  /** Called with each message of the bus. */
  onMessage(message: Message): void
  /** Resolves when every ticket that was given up is gone, or `signal` aborts. */
  settled(signal: StopSignal): Promise<void>
}

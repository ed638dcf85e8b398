// Operations of a process on tickets: wait for a turn's place, end a turn, give a ticket back. The store decides about
// tickets (dialogs.ts); waiting.ts implements the waiting.
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
import type { Mode } from '../store/talk.js'

/** A waiting turn repeats begin after this time; a message only makes it sooner. */
export const BEGIN_AGAIN_MS = 250
/** A turn that waits for a person repeats begin after this time. */
export const SEAT_BEGIN_AGAIN_MS = 1_000

/** Results of begin with which a turn must wait. */
export type WaitResult = Extract<BeginResult, { kind: 'wait' | 'joined' | 'orphan' | 'seat' }>
/** Results of begin with which a turn need not wait any more. */
export type EnterResult = Exclude<BeginResult, WaitResult>

export interface TicketDeps {
  readonly dialogs: Dialogs
  readonly members: Pick<Members, 'processId' | 'isDead'>
  readonly bus: Bus
  readonly watching: Pick<Watching, 'watch' | 'unwatch'>
  /** Never jumps. */
  readonly steady: Clock
  readonly pause: (ms: number, signal?: StopSignal) => Promise<void>
  /** Called with an acknowledged turn that this process has taken over: it must run before any turn that waits behind
   *  it. */
  readonly runOrphan: (turn: Orphan) => void
  /** Called with the error of a call that will be tried again. */
  readonly onError: (error: unknown) => void
}

export interface Placed {
  /** The turn that will be answered: an earlier one when the key belongs to it. The caller's turn goes on under this
   *  id. */
  readonly turnId: TurnId
  readonly waits: boolean
}

export interface EnterOptions extends Try {
  /** Called once, when the turn has its place, if only behind others: its dialog now exists. */
  onPlaced?(placed: Placed): void
  /** Called at every repetition while the turn waits for a person, until it resolves to true: then the turn is durable,
   *  so that the person sees it. */
  keep?(mode: Mode): Promise<boolean>
}

export interface Tickets {
  /** Resolves when the turn may run or need not. Throws when the store is away at the first try, or when `signal`
   *  aborts: then the caller gives the turn up, takes it back, or enters it again. */
  enter(turn: MaskedTurn, options: EnterOptions, signal: StopSignal): Promise<EnterResult>
  /** As Dialogs.trustedPast. */
  trustedPast: Dialogs['trustedPast']
  /** Holds a turn without a ticket, which no other process knows. Throws Problem 'store-away' when the store is known
   *  to be away, because the vendor must not be asked for an answer that cannot be kept. */
  hold(turn: TurnRef): void
  /** Gives a held turn its ticket after all. Resolves in any case: without a ticket it may be stored behind others. */
  queue(turn: MaskedTurn): Promise<void>
  /** Makes the promise of a 202 durable; the turn goes on waiting or running where it does. */
  acknowledge(turn: MaskedTurn, promised: Promised, signal: StopSignal): Promise<BeginResult>
  commit(write: CommitWrite, signal: StopSignal): Promise<Committed>
  commitReady(write: MaskedTurn & Result, options: Try, signal: StopSignal): Promise<Committed>
  /** Gives back the ticket of a turn that ends here without an answer, now or when the store can be asked again.
   *  An acknowledged turn comes back through runOrphan. */
  giveUp(turn: TurnRef): void
  /** As giveUp, and drops the promise of a turn without a key, since its client got a 503. */
  takeBack(turn: TurnRef): void
  /** Takes over an acknowledged turn from a process that does not hold it; true when the turn has ended. */
  adopt(turn: TurnRef, from: ProcessId): Promise<boolean>
  cancel(turn: TurnRef, owner: string): Promise<CancelOutcome>
  /** Notifies of a write that changed the dialog's mode, or that answered the turns of these tickets. */
  announce(dialogId: DialogId, told: Told): void
  /** As Dialogs.erase, and sends every process a message. */
  erase(dialogId: DialogId, owner: string, event?: string): Promise<readonly TurnId[] | undefined>
  holds(turnId: TurnId): boolean
  /** Called with each message of the bus. */
  onMessage(message: Message): void
  /** Resolves when every ticket that was given up is gone, or `signal` aborts. */
  settled(signal: StopSignal): Promise<void>
}

// What a turn is on its way through the process, and what its way needs. The way itself is run-turn.ts.
import type { Level } from '../answer/answer.js'
import type { BlockedAnswers } from '../answer/blocked.js'
import type { Finish, Recall } from '../answer/finished.js'
import type { KnownAnswers } from '../answer/known.js'
import type { Responder } from '../answer/responder.js'
import type { Clock } from '../clock.js'
import type { MakeShared } from '../hot/sharing.js'
import type { Hit, Offload } from '../offload/offload.js'
import { Problem } from '../problem.js'
import type { LlmUsage } from '../vendor/llm.js'
import type { Sink, Step, Steps, TurnOrder } from './chat.js'
import type { Claimant, DialogId, TurnId } from './dialogs.js'
import type { Slot } from './mailbox.js'
import type { Tickets } from './tickets.js'

/** Where a turn is stored. Changes once, when the dialog that was asked for is not there. */
export interface Address {
  readonly dialogId: DialogId
  readonly opens: boolean
  readonly renewed: boolean
}

export interface Turn {
  /** Changes once, when its key joins it to the turn that it repeats: then it is that turn's. */
  turnId: TurnId
  readonly order: TurnOrder
  /** Keyed hashes of the Idempotency-Key and of the raw text under it; '' without a key. */
  readonly key: string
  readonly textHash: string
  readonly slot: Slot
  readonly sink: Sink
  /** Deltas are wanted. */
  readonly streams: boolean
  /** Aborts on cancel, on deletion, at the deadline and at the end of the process. */
  readonly signal: AbortSignal
  readonly steps: Steps
  /** When the last step ended, epoch milliseconds. */
  steppedAt: number
  /** Since when the process works on the turn, epoch milliseconds; undefined while the turn waits for others. */
  workingFrom: number | undefined
  /** Milliseconds that the process has worked on it, the time before it was posted included. */
  ownMs: number
  address: Address
  /** The store has never seen it under this address, so nobody can have cancelled it there. */
  isNew: boolean
  /** A 202 was sent, or another process sent it: the turn ends with an answer, whatever it takes. */
  isPromised: boolean
  /** The tokens that its answer took; undefined while there is none and for one that no vendor was asked for. */
  usage: LlmUsage | undefined
  /** What the store may know of the turn, once it is masked. */
  claimant: Claimant | undefined
}

/** Hears when the process works on a turn and when the turn waits for the vendor or for an earlier turn. */
export interface Load {
  enter(): void
  leave(ownMs: number, isCheap: boolean): void
}

export interface TurnPorts {
  readonly clock: Clock
  readonly offload: Offload
  readonly tickets: Pick<Tickets, 'enter' | 'hold' | 'commit' | 'commitReady' | 'takeBack'>
  readonly known: Pick<KnownAnswers, 'look'>
  readonly share: MakeShared
  readonly responder: Responder
  readonly origin: string
  readonly finish: Finish
  readonly recall: Recall
  /** What stands in for what may not pass. */
  readonly blocked: BlockedAnswers
  level(): Level
  /** Hears of what masking found in the question or in the answer. */
  audit(turn: Turn, hits: readonly Hit[], place: 'question' | 'answer'): void
  /** Counts the turns that are worked on, for overload control. */
  readonly load: Load
  /** A new address for a turn whose dialog is not there. */
  renew(turn: Turn): Address
}

/** Charges the time since the last step's end to this one. */
export function endStep(turn: Turn, step: Step, { clock }: Pick<TurnPorts, 'clock'>): void {
  const now = clock.now()
  turn.steps[`${step}Ms`] += now - turn.steppedAt
  turn.steppedAt = now
}

/** The process works on the turn from `from` on. */
export function startWork(turn: Turn, load: Load, from: number): void {
  turn.workingFrom = from
  load.enter()
}

/** The turn waits for others, or has ended. May be called again. */
export function endWork(turn: Turn, load: Load, now: number): void {
  if (turn.workingFrom === undefined) return
  const ms = now - turn.workingFrom
  turn.ownMs += ms
  load.leave(ms, turn.order.known.isCheap)
  turn.workingFrom = undefined
}

/** Why the turn's signal was aborted, as the problem its client gets. */
export function stopped(signal: AbortSignal): Problem {
  return signal.reason instanceof Problem ? signal.reason : new Problem('gone', { cause: signal.reason })
}

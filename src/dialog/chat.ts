// The operations on dialogs that the front uses: post a turn, read it, cancel it, erase a dialog.
// A turn's deltas and end come through the sink that its transport hands in; nothing here knows transports.
import type { StoredTurn } from '../answer/answer.js'
import type { Known } from '../answer/lookup.js'
import type { Identity } from '../auth/identity.js'
import type { DialogId, TurnId } from '../ids.js'
import type { LlmUsage } from '../llm/llm.js'
import type { Problem } from '../problem.js'
import type { Subject } from '../shop/subject.js'
import type { StopSignal } from '../stop.js'
import type { Trace } from '../trace/trace.js'
import type { DialogNews, DialogView, ReadPosition, TurnView } from './store/dialog-views.js'
import type { Cancelled, TurnRef } from './store/dialogs.js'
import type { Mode } from './store/talk.js'

/** A turn as a transport admitted it: authenticated, validated, its time already running. */
export interface TurnOrder {
  readonly customer: Identity
  /** Trimmed raw text. */
  readonly text: string
  /** The order, product or page that came with the question. */
  readonly subject?: Subject | undefined
  readonly dialogId?: DialogId | undefined
  /** Language of fixed texts, such as 'zh'. */
  readonly language: string
  /** The raw Idempotency-Key. */
  readonly key?: string | undefined
  readonly trace: Trace
  /** The path that the turn came by; absent for one that another process had promised. */
  readonly entry?: string
  /** Epoch milliseconds: when the turn's clock started, and when it must have ended. */
  readonly admittedAt: number
  readonly deadlineAt: number
  /** The client gets the dialog's id before the answer (SSE, WebSocket), so the dialog must exist by then. */
  readonly announces: boolean
  /** The lookups' findings. A cheap turn that needs the vendor after all pays for it at that time. */
  readonly known: Known
}

/** The steps of a turn, in their order. `front` is the time before the turn was posted, `vendor` a part of `answer`. */
export type Step = 'front' | 'mask' | 'place' | 'answer' | 'vendor' | 'commit'

/** Milliseconds that each step took so far. */
export type Steps = Record<`${Step}Ms`, number>

/** A turn's good end, as every transport shows it. */
export interface TurnReply {
  readonly dialogId: DialogId
  readonly turn: StoredTurn
  /** True when the requested dialog does not exist and this is a new one. */
  readonly renewed: boolean
  /** Answered without the store: it is in no history. */
  readonly stateless: boolean
  readonly costMs: number
  /** The vendor's count for this very turn; absent when the answer was given before. */
  readonly usage?: LlmUsage | undefined
}

/** Receives a turn's deltas and end. No call follows `end` or `fail`. Never throws. */
export interface Sink {
  /** Once, when the turn has its place: its dialog's id is now fixed. */
  accepted(place: TurnRef & { readonly renewed: boolean }): void
  /** A masked piece of a provisional answer; only when the order streams. */
  delta(text: string): void
  end(reply: TurnReply): void
  fail(problem: Problem): void
}

/** State of a turn that outlived its budget. */
export type Promotion =
  /** The turn is durable: 202 may be sent. */
  | { readonly kind: 'pending'; readonly ref: TurnRef; readonly mode: Mode }
  /** It cannot be made durable now (store away, or it has just ended): keep waiting for the sink. */
  | { readonly kind: 'not-now' }

/** A client of a turn: its order, the sink for deltas and the end, and whether it wants deltas. */
export interface TurnClient {
  readonly order: TurnOrder
  readonly sink: Sink
  readonly streams: boolean
}

export interface Posted {
  readonly turnId: TurnId
  /** The times of the steps so far. The record changes with the turn: read it, do not keep it. */
  readonly steps: Readonly<Steps>
  /** Makes the turn durable so that the client may leave with a 202. */
  promote(): Promise<Promotion>
  /** Called when the client has gone: the turn runs on, but its sink is no longer called. */
  detach(): void
}

/** A look at one turn. */
export interface TurnLook {
  readonly customer: Identity
  readonly turn: TurnRef
  /** Longest wait for the turn's end, in milliseconds. */
  readonly waitMs: number
  readonly signal: StopSignal
}

export interface Chat {
  /** Takes the turn in or throws a Problem at once (mailbox full, draining). */
  post(client: TurnClient): Posted
  read(customer: Identity, dialogId: DialogId, signal: StopSignal): Promise<DialogView | undefined>
  /** The turns that a reader with this position lacks. */
  readAfter(
    customer: Identity,
    from: Omit<ReadPosition, 'owner'>,
    signal: StopSignal,
  ): Promise<DialogNews | undefined>
  readTurn(look: TurnLook): Promise<TurnView>
  /** The turn for its customer's client: the answer has their own values where history has stars. */
  shownTo(customer: Identity, turn: StoredTurn): StoredTurn
  cancel(customer: Identity, turn: TurnRef): Promise<Cancelled>
  erase(customer: Identity, dialogId: DialogId): Promise<boolean>
}

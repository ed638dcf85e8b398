// The state contract of a dialog: its order (tickets), its memory (fragments) and its fence (`last`).
// Two backends pass the same suite, test/contracts/dialogs.ts: dialogs.memory.ts and dialogs.redis.ts.
// Every operation may be repeated with the same turn: the answer is the same until something changes.
// enter.ts decides when a turn waits, wakes or skips a turn of a dead process.
import type { Draft, StoredTurn } from '../../answer/answer.js'
import type { DialogId, ProcessId, TurnId } from '../../ids.js'
import type { Proposal } from '../../shop/proposal.js'
import type { StopSignal } from '../../stop.js'
import type { DialogNews, DialogView, ReadPosition, TurnView } from './dialog-views.js'
import type { LabelledResult, WithVault } from './kept-values.js'
import type { KeptForPerson, TalkState } from './talk.js'

/** The id of the last write that matters to a dialog's prompts; '' before the first. Random, never a counter. */
export type Last = string

/** Names a turn in its dialog. */
export interface TurnRef {
  readonly dialogId: DialogId
  readonly turnId: TurnId
}

/** The fields of a turn that the store needs to give it a place. Only masked text ever comes here. */
export interface MaskedTurn extends TurnRef {
  /** Keyed hash of the customer's id: the store never sees the id itself. */
  readonly owner: string
  readonly origin: ProcessId
  /** The turn opens its dialog: an absent dialog is created instead of refused. */
  readonly opens: boolean
  /** The masked question. */
  readonly text: string
  /** Keyed hash of the Idempotency-Key, '' without one. */
  readonly key: string
  /** Keyed hash of the raw text, '' without a key: the same key with another text is refused. */
  readonly textHash: string
  /** The shop whose FAQ and pinned answers count. Kept of an opening turn, and with an acknowledged one. */
  readonly shop: string
}

/** An acknowledged turn (202) as the store keeps it, to be run by the process that becomes its origin. */
export interface Orphan extends MaskedTurn, Promised {
  /** Number of times that the turn came back unanswered, over all processes. */
  readonly tries: number
}

/** Facts kept beside a promised turn (202), so that another process runs it as this one would have. */
export interface Promised {
  readonly traceparent: string
  /** Milliseconds left of its deadline, which no further try puts off; negative when it has passed. Absent where an
   *  earlier build made the promise. */
  readonly leftMs?: number
  /** The customer and the subject of the question, sealed. */
  readonly sealed?: string
}

/** A ticket's turn and the process that answers for it. */
export interface TicketRef {
  readonly turnId: TurnId
  readonly origin: ProcessId
}

/** The record that a turn leaves in its dialog. Masked text only. */
export interface Result extends LabelledResult {
  readonly answer: Draft
  /** The turn's prompt fragment: question and answer as encoded messages, comma-joined. */
  readonly fragment: string
  readonly proposal?: Proposal | undefined
}

export interface Try {
  /** The turn goes to the store for the first time: no search for it among the stored turns. Sent once with a turn. */
  readonly first?: boolean
}

export interface BeginOptions extends Try {
  /** A ticket of a dead process: removed first if it is still the head, of that origin and not acknowledged. */
  readonly skip?: TicketRef
  /** The turn is promised (202): its ticket and text outlive its process. */
  readonly acknowledged?: Promised
}

/** The past of a dialog as prompts need it. */
export interface Past extends WithVault {
  readonly last: Last
  /** Turns stored so far over the dialog's life (the next seq is n + 1). */
  readonly n: number
  /** Encoded prompt fragments, oldest first, at most HISTORY_TURNS. */
  readonly fragments: readonly string[]
}

/** A stored write, with the turns and processes that need a message about it. */
export interface Stored {
  readonly kind: 'done'
  readonly turn: StoredTurn
  /** The head of the queue, when that is another turn and this one was before it or had no ticket. */
  readonly next?: TicketRef | undefined
  /** Processes that watch the dialog. */
  readonly watchers: readonly ProcessId[]
}

/** Result of begin. */
export type BeginResult =
  | ({ readonly kind: 'run'; readonly past: Past } & TalkState)
  /** The turn waits behind the head of the queue; behind itself when another process became its origin. */
  | { readonly kind: 'wait'; readonly behind: TurnId; readonly of: ProcessId }
  /** The key belongs to turn `turnId`, which has not ended: its answer will be this turn's too. */
  | { readonly kind: 'joined'; readonly turnId: TurnId; readonly behind: TurnId; readonly of: ProcessId }
  /** The ticket to skip is acknowledged: adopt and run it first. */
  | { readonly kind: 'orphan'; readonly head: TicketRef }
  | Stored
  | KeptForPerson
  /** Cancelled, or its dialog, this customer's, was deleted. */
  | { readonly kind: 'gone' }
  /** Unknown, expired or another customer's dialog, and the turn does not open one. */
  | { readonly kind: 'absent' }
  /** The same key came with another text. */
  | { readonly kind: 'key-reused' }
  /** MAILBOX_MAX turns wait already. */
  | { readonly kind: 'full' }

export interface CommitWrite extends MaskedTurn, Result {
  /** The `last` that the prompt was built on. */
  readonly builtOn: Last
}

export type Committed =
  /** Stored now, or stored before under the same turn id. */
  | Stored
  /** The write that the answer was built on is no longer the last one: the turn begins again. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'gone' }

/** State of an acknowledged turn that a process wants to take over. */
export type Adopted =
  | { readonly kind: 'yours'; readonly turn: Orphan }
  /** The turn's origin is another process than the caller named. */
  | { readonly kind: 'held'; readonly of: ProcessId }
  /** Answered, cancelled, or never acknowledged. */
  | { readonly kind: 'over' }

export type Cancelled = 'cancelled' | 'already-answered' | 'absent'

export interface CancelOutcome {
  readonly result: Cancelled
  /** The origin that may be running the turn, when it had a ticket. */
  readonly of?: ProcessId
  /** The new head, when the cancelled turn was at the head. */
  readonly next?: TicketRef
  readonly watchers: readonly ProcessId[]
}

/** Each method throws Problem 'store-away' when the store cannot be asked, and never throws for a refusal. */
export interface Dialogs {
  /** The id of a new dialog of this owner, made of 32 hex digits: the store decides where it lies. */
  idFor(owner: string, digits: string): DialogId
  /** True when the dialog's node is known to be away: any other call would throw at once. */
  isAway(dialogId: DialogId): boolean
  /** Puts the turn in its dialog's queue, and returns its place or the reason why it has none. */
  begin(turn: MaskedTurn, options: BeginOptions, signal: StopSignal): Promise<BeginResult>
  /** This process's copy of the past where a turn may be built on it without a begin (recent-pasts.ts). */
  trustedPast(turn: Pick<MaskedTurn, 'dialogId' | 'owner'>): Past | undefined
  /** Appends the turn if `builtOn` is still the last write; creates the dialog of an opening turn. */
  commit(write: CommitWrite, signal: StopSignal): Promise<Committed>
  /** Stores a ready answer, which no past can change, without a begin; refused if turns wait or no bot may answer. */
  commitReady(write: MaskedTurn & Result, options: Try, signal: StopSignal): Promise<Committed>
  /** Removes the ticket if it is `origin`'s. An acknowledged turn stays and is returned to be run again. */
  abandon(turn: TurnRef, origin: ProcessId): Promise<Abandoned>
  /** As abandon, but drops a promise without a key, after a 503. With a key, a retry may have been promised the answer. */
  takeBack(turn: TurnRef, origin: ProcessId): Promise<Abandoned>
  /** Makes `to` the origin of an acknowledged turn if `from` still is. */
  adopt(turn: TurnRef, from: ProcessId, to: ProcessId): Promise<Adopted>
  cancel(turn: TurnRef, owner: string): Promise<CancelOutcome>
  read(dialogId: DialogId, owner: string, signal: StopSignal): Promise<DialogView | undefined>
  /** Reads the turns that a follower lacks, and no others. */
  readAfter(from: ReadPosition, signal: StopSignal): Promise<DialogNews | undefined>
  readTurn(turn: TurnRef, owner: string, signal: StopSignal): Promise<TurnView>
  /** Adds `origin` to the watchers that later writes to the dialog return. A hint: watchers also re-read. */
  watch(dialogId: DialogId, origin: ProcessId): Promise<void>
  unwatch(dialogId: DialogId, origin: ProcessId): Promise<void>
  /** Leaves a mark with the event. Resolves to the promised turns without an answer; undefined for a stranger. */
  erase(dialogId: DialogId, owner: string, event?: string): Promise<readonly TurnId[] | undefined>
  /** True when the dialog was erased less than ERASED_MARK_MS ago. An expired one was not erased. */
  isErased(dialogId: DialogId): Promise<boolean>
  /** The live dialogs of an owner, each at least once. May read every dialog of the store, page by page. */
  ownedBy(owner: string): AsyncGenerator<DialogId>
  /** Drops this process's copy of a dialog that was erased elsewhere. */
  drop(dialogId: DialogId): void
  close(): Promise<void>
}

export interface Abandoned {
  /** The turn was acknowledged: it must still be run. */
  readonly orphan?: Orphan
  /** The new head, when the ticket was taken out of the head. */
  readonly next?: TicketRef
}

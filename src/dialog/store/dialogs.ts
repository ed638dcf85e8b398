// The state contract of a dialog: its order (tickets), its memory (fragments) and its fence (`last`).
// Two backends pass the same suite, test/contracts/dialogs.ts: dialogs.memory.ts and dialogs.redis.ts.
// Every operation may be repeated with the same turn: the answer is the same until something changes.
// tickets.ts decides when a turn waits, wakes or steps over a dead one.
import type { Draft, StoredTurn } from '../../answer/answer.js'
import type { DialogId, ProcessId, TurnId } from '../../ids.js'
import type { Proposal } from '../../shop/proposal.js'
import type { StopSignal } from '../../stop.js'
import type { RatingInvitation } from './services.js'
import type { KeptForPerson, Mode, TalkState } from './talk.js'

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
  /** Whose FAQ and pinned answers count. Kept of an acknowledged turn alone. */
  readonly shop: string
}

/** An acknowledged turn (202) as the store keeps it, to be run by the process that becomes its origin. */
export interface Orphan extends MaskedTurn, Promised {
  /** How often it came back unanswered, over all processes. */
  readonly tries: number
}

/** What is kept of a promised turn (202) beside the turn, to run it elsewhere as it would have run. */
export interface Promised {
  readonly traceparent: string
  /** Milliseconds left of its deadline, which no further try puts off; negative when it has passed. Absent where an
   *  earlier build made the promise. */
  readonly leftMs?: number
  /** For whom and about what it asks, sealed. */
  readonly sealed?: string
}

/** A ticket's turn and the process that answers for it. */
export interface TicketRef {
  readonly turnId: TurnId
  readonly origin: ProcessId
}

/** The record that a turn leaves in its dialog. Masked text only. */
export interface Result {
  readonly answer: Draft
  /** The turn's prompt fragment: question and answer as encoded messages, comma-joined. */
  readonly fragment: string
  readonly proposal?: Proposal
}

export interface Try {
  /** This turn never went to the store before: the search for it among the stored turns is spared. Sent once a turn. */
  readonly first?: boolean
}

export interface BeginOptions extends Try {
  /** Take this ticket out first if it is still the head, of that origin and not acknowledged: its process is dead. */
  readonly skip?: TicketRef
  /** The turn is promised (202): its ticket and text outlive its process. */
  readonly acknowledged?: Promised
}

/** The past of a dialog as prompts need it. */
export interface Past {
  readonly last: Last
  /** Turns stored so far over the dialog's life (the next seq is n + 1). */
  readonly n: number
  /** Encoded prompt fragments, oldest first, at most HISTORY_TURNS. */
  readonly fragments: readonly string[]
}

/** A write that was stored, and the turns and processes that must be told of it. */
export interface Stored {
  readonly kind: 'done'
  readonly turn: StoredTurn
  /** The head of the queue, when that is another turn and this one stood before it or had no ticket. */
  readonly next?: TicketRef
  /** Processes that watch the dialog. */
  readonly watchers: readonly ProcessId[]
}

/** Where a turn stands after begin. */
export type BeginResult =
  | ({ readonly kind: 'run'; readonly past: Past } & TalkState)
  /** Behind the head of the queue; behind itself when another process became its origin. */
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
  /** Built on something that is no longer the last write: begin again. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'gone' }

/** State of an acknowledged turn that a process wants to take over. */
export type Adopted =
  | { readonly kind: 'yours'; readonly turn: Orphan }
  /** Another process than the one it should be taken from is its origin. */
  | { readonly kind: 'held'; readonly of: ProcessId }
  /** Answered, cancelled, or never acknowledged. */
  | { readonly kind: 'over' }

/** The person who holds a dialog, and the id of what this person does for it. */
export interface HolderView {
  readonly name: string
  readonly serviceId: string
}

/** A dialog as its customer may see it. */
export interface DialogView {
  readonly dialogId: DialogId
  readonly mode: Mode
  readonly isBotOff?: boolean | undefined
  readonly seat?: HolderView | undefined
  readonly invitation?: RatingInvitation | undefined
  /** Epoch milliseconds. */
  readonly expiresAt: number
  /** Oldest first, at most KEEP_TURNS. */
  readonly turns: readonly StoredTurn[]
}

/** The part of a dialog that a reader has already. */
export interface ReadPosition {
  readonly dialogId: DialogId
  readonly owner: string
  /** The seq of the newest turn it has. */
  readonly after: number
}

/** The rest of a dialog for a reader that has some of it. */
export interface DialogNews {
  readonly mode: Mode
  readonly seat?: HolderView | undefined
  readonly invitation?: RatingInvitation | undefined
  /** The seq of the newest turn, 0 before the first. */
  readonly newest: number
  /** The kept turns after the reader's position, oldest first. */
  readonly turns: readonly StoredTurn[]
}

/** The result of a poll of one turn. */
export type TurnView =
  | { readonly kind: 'done'; readonly turn: StoredTurn }
  | { readonly kind: 'pending'; readonly origin: ProcessId; readonly mode: Mode }
  | { readonly kind: 'gone' }
  | { readonly kind: 'absent' }

export type Cancelled = 'cancelled' | 'already-answered' | 'absent'

export interface CancelOutcome {
  readonly result: Cancelled
  /** The origin that may be running the turn, when it had a ticket. */
  readonly of?: ProcessId
  /** The new head, when the cancelled turn was at the head. */
  readonly next?: TicketRef
  readonly watchers: readonly ProcessId[]
}

/** Throws Problem 'store-away' when the store cannot be asked; never throws for a refusal. */
export interface Dialogs {
  /** It is known already that the dialog cannot be asked for: whatever else is called would throw at once. */
  isAway(dialogId: DialogId): boolean
  /** Puts the turn in its dialog's queue, or says what it waits for. */
  begin(turn: MaskedTurn, options: BeginOptions, signal: StopSignal): Promise<BeginResult>
  /** This process's copy of the past where a turn may be built on it without a begin (recent-pasts.ts). */
  trustedPast(turn: Pick<MaskedTurn, 'dialogId' | 'owner'>): Past | undefined
  /** Appends the turn if nothing that matters was written since `builtOn`; creates the dialog of an opening turn. */
  commit(write: CommitWrite, signal: StopSignal): Promise<Committed>
  /** Stores a ready answer, which no past can change, without a begin; refused unless nobody waits and the mode is `bot`. */
  commitReady(write: MaskedTurn & Result, options: Try, signal: StopSignal): Promise<Committed>
  /** Takes the ticket out if it is `origin`'s. An acknowledged turn stays and is given back to be run. */
  abandon(turn: TurnRef, origin: ProcessId): Promise<Abandoned>
  /** As abandon, but an acknowledged turn without a key goes too: its client got a 503 after all. With a key a retry
   *  may have been promised its answer. */
  takeBack(turn: TurnRef, origin: ProcessId): Promise<Abandoned>
  /** Makes `to` the origin of an acknowledged turn if `from` still is. */
  adopt(turn: TurnRef, from: ProcessId, to: ProcessId): Promise<Adopted>
  cancel(turn: TurnRef, owner: string): Promise<CancelOutcome>
  read(dialogId: DialogId, owner: string, signal: StopSignal): Promise<DialogView | undefined>
  /** Reads the turns that a follower lacks, and no others. */
  readAfter(from: ReadPosition, signal: StopSignal): Promise<DialogNews | undefined>
  readTurn(turn: TurnRef, owner: string, signal: StopSignal): Promise<TurnView>
  /** From now on writes to the dialog name `origin` among the watchers. A hint: watchers also re-read. */
  watch(dialogId: DialogId, origin: ProcessId): Promise<void>
  unwatch(dialogId: DialogId, origin: ProcessId): Promise<void>
  /** Everything of the dialog is gone. Resolves to its acknowledged turns that were not answered yet, because others
   *  keep pointers to them; undefined when there was no dialog of this owner. The mark keeps the event. */
  erase(dialogId: DialogId, owner: string, event?: string): Promise<readonly TurnId[] | undefined>
  /** The dialog was erased less than ERASED_MARK_MS ago. One that expired was not erased. */
  isErased(dialogId: DialogId): Promise<boolean>
  /** The live dialogs of an owner, each at least once. Looks at every dialog of the store, page by page: there is no
   *  index, because it would cost every opening turn a write for what an operator asks once a month. */
  ownedBy(owner: string): AsyncGenerator<DialogId>
  /** The dialog was erased elsewhere: drops this process's copy of it. */
  drop(dialogId: DialogId): void
  close(): Promise<void>
}

export interface Abandoned {
  /** The turn was acknowledged: it must still be run. */
  readonly orphan?: Orphan
  /** The new head, when the ticket was taken out of the head. */
  readonly next?: TicketRef
}

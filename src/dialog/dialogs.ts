// The state contract of a dialog: its order (tickets), its memory (fragments) and its fence (`last`).
// Two backends pass the same suite, test/contracts/dialogs.ts: dialogs.memory.ts and dialogs.redis.ts.
// Every operation may be repeated with the same turn: the answer is the same until something changes.
// Who waits, wakes and skips the dead is not decided here but in tickets.ts.
import type { Draft, StoredTurn } from '../answer/answer.js'

/** 32 lower-case hex digits, made by the server only. */
export type DialogId = string
/** 32 lower-case hex digits. */
export type TurnId = string
/** The incarnation (128 random bits, hex, new at each start) of the process where a turn's client is connected. */
export type Origin = string
/** The id of the last write that matters to a dialog's prompts; '' before the first. Random, never a counter. */
export type Last = string

/** Who talks in a dialog. */
export type Mode = 'bot' | 'queued' | 'seat'

/** Names a turn in its dialog. */
export interface TurnRef {
  readonly dialogId: DialogId
  readonly turnId: TurnId
}

/** What the store must know of a turn to give it a place. Only masked text ever comes here. */
export interface Claimant extends TurnRef {
  /** Keyed hash of the customer's id: the store never sees the id itself. */
  readonly owner: string
  readonly origin: Origin
  /** The turn opens its dialog: an absent dialog is created instead of refused. */
  readonly opens: boolean
  /** The masked question. */
  readonly text: string
  /** Keyed hash of the Idempotency-Key, '' without one. */
  readonly key: string
  /** Keyed hash of the raw text, '' without a key: the same key with another text is refused. */
  readonly textHash: string
}

export interface BeginOptions {
  /** Take this ticket out first if it is still the head, of that origin and not acknowledged: its process is dead. */
  readonly skip?: { readonly turnId: TurnId; readonly origin: Origin }
  /** The turn is promised (202): its ticket and text outlive its process. */
  readonly acknowledged?: boolean
}

/** The past of a dialog as prompts need it. */
export interface Past {
  readonly last: Last
  /** Turns stored so far over the dialog's life (the next seq is n + 1). */
  readonly n: number
  /** Encoded prompt fragments (see prompt/fragment.ts), oldest first, at most HISTORY_TURNS. */
  readonly fragments: readonly string[]
}

/** Where a turn stands after begin. */
export type Place =
  | { readonly at: 'run'; readonly past: Past; readonly mode: Mode }
  | { readonly at: 'wait'; readonly behind: TurnId; readonly of: Origin }
  | { readonly at: 'done'; readonly turn: StoredTurn }
  /** The key belongs to another turn that has not ended: wait for that one. */
  | { readonly at: 'joined'; readonly turnId: TurnId; readonly of: Origin }
  /** In mode `seat`: the turn is queued for the person who holds the dialog. */
  | { readonly at: 'seat' }
  /** Cancelled, or its dialog was deleted, or it is neither acknowledged nor the caller's. */
  | { readonly at: 'gone' }
  /** Unknown, expired or another customer's dialog, and the turn does not open one. */
  | { readonly at: 'absent' }
  /** The same key came with another text. */
  | { readonly at: 'key-reused' }
  /** MAILBOX_MAX turns wait already. */
  | { readonly at: 'full' }

/** What a commit writes. Masked text only. */
export interface CommitWrite extends Claimant {
  /** The `last` that the prompt was built on. */
  readonly builtOn: Last
  readonly answer: Draft
  /** The turn's prompt fragment: question and answer, encoded. */
  readonly fragment: string
}

export type Committed =
  /** Stored, or stored before under the same turn id; `next` is the origin of the new head, if any. */
  | {
      readonly at: 'done'
      readonly turn: StoredTurn
      readonly next?: { readonly turnId: TurnId; readonly origin: Origin }
    }
  /** Built on something that is no longer the last write, or no longer at the head: begin again. */
  | { readonly at: 'refused' }
  | { readonly at: 'gone' }

/** A dialog as its customer may see it. */
export interface DialogView {
  readonly dialogId: DialogId
  readonly mode: Mode
  /** Epoch milliseconds. */
  readonly expiresAt: number
  /** Oldest first, at most KEEP_TURNS. */
  readonly turns: readonly StoredTurn[]
}

/** What a poll of one turn finds. */
export type TurnView =
  | { readonly at: 'done'; readonly turn: StoredTurn }
  | { readonly at: 'pending'; readonly origin: Origin; readonly mode: Mode }
  | { readonly at: 'gone' }
  | { readonly at: 'absent' }

export type Cancelled = 'cancelled' | 'already-answered' | 'absent'

/** Throws Problem 'store-away' when the store cannot be asked; never throws for a refusal. */
export interface Dialogs {
  /** Puts the turn in its dialog's queue, or says what it waits for. */
  begin(turn: Claimant, options: BeginOptions, signal: AbortSignal): Promise<Place>
  /** Appends the turn if nothing that matters was written since `builtOn`; creates the dialog of an opening turn. */
  commit(write: CommitWrite, signal: AbortSignal): Promise<Committed>
  /** Takes the turn's ticket out of the queue; an acknowledged turn stays and is given back to run. */
  abandon(turn: TurnRef, origin: Origin): Promise<void>
  cancel(turn: TurnRef, owner: string): Promise<Cancelled>
  read(dialogId: DialogId, owner: string, signal: AbortSignal): Promise<DialogView | undefined>
  readTurn(turn: TurnRef, owner: string, signal: AbortSignal): Promise<TurnView>
  /** Everything of the dialog is gone. False when there was none of this owner. */
  forget(dialogId: DialogId, owner: string): Promise<boolean>
  close(): Promise<void>
}

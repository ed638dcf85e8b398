// A turn's way through its dialog's queue: begin until it may run, commit, and tell who waits behind it.
import type { Claimant, Committed, CommitWrite, Past, Result, Stored, Try, TurnRef } from './dialogs.js'

/** How a turn comes out of the queue. */
export type Entry =
  | { readonly at: 'run'; readonly past: Past }
  | Stored
  | { readonly at: 'gone' }
  | { readonly at: 'absent' }
  | { readonly at: 'key-reused' }
  | { readonly at: 'full' }

export interface EnterOptions extends Try {
  /** Once, when the turn has its place: the dialog now exists. */
  onPlaced(): void
}

export interface Tickets {
  /** Begins and waits until the turn may run or has ended. Throws the signal's reason when it is stopped. */
  enter(turn: Claimant, options: EnterOptions, signal: AbortSignal): Promise<Entry>
  /** Stores the turn and wakes who waits behind it. */
  commit(write: CommitWrite, signal: AbortSignal): Promise<Committed>
  /** Stores an answer that no past can change, without a place; refused when others wait. */
  commitReady(write: Claimant & Result, options: Try, signal: AbortSignal): Promise<Committed>
  /** The turn is given up: its ticket is taken out, again and again until the store confirms. */
  leave(turn: TurnRef): void
}

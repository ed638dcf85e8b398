// The index of acknowledged turns (202): pointers only, the truth is in each dialog's record.
// An entry belongs to the process that promised the answer; a process that finds it dead takes the entry over.
import type { DialogId, ProcessId, TurnId } from '../../ids.js'

/** An entry that has not been struck off for this long is looked at again. */
export const PENDING_IDLE_MS = 2_000
/** Entries taken over in one sweep. */
export const SWEEP_COUNT = 100

export interface PendingPointer {
  readonly dialogId: DialogId
  readonly turnId: TurnId
  readonly traceparent: string
}

export interface PendingEntry extends PendingPointer {
  readonly entryId: string
  /** The process that had the entry until now: the one that sweeps, or a dead one. */
  readonly from: ProcessId
}

/** Each method throws Problem 'store-away' when the store cannot be asked. */
export interface Pending {
  /** Adds the pointer as an entry of `processId`; resolves to the entry's id. */
  promote(pointer: PendingPointer, processId: ProcessId): Promise<string>
  /** Takes over the idle entries of processes that are not `live`, and returns them with the idle ones of
   *  `processId`. */
  sweep(processId: ProcessId, live: ReadonlySet<ProcessId>): Promise<readonly PendingEntry[]>
  /** Strikes the entries off. */
  strike(entryIds: readonly string[]): Promise<void>
  /** Strikes off every entry of these turns, of any process. Reads the whole index, page by page. */
  strikeTurns(turnIds: readonly TurnId[]): Promise<void>
}

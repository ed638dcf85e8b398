// The outbox of dialogs: each step that changes who talks in a dialog may keep an event with its record, in one write.
// From there the events are moved to where they are sent, so that a crash between step and sending loses none.
// Memory and Redis backends pass test/contracts/outbox.ts.
import type { DialogId } from '../../ids.js'
import type { Handoff } from './handovers.js'

/** The dialog as it was when the event was kept. */
export interface Moment {
  /** Rises by one with each event of the dialog. */
  readonly version: number
  /** Epoch milliseconds of the store. */
  readonly at: number
  /** The seq of the newest stored turn or message. */
  readonly seq: number
  /** Undefined for a dialog that was never handed over. */
  readonly handoff: Handoff | undefined
  /** The service that was under way. */
  readonly service: { readonly serviceId: string; readonly claimedAt: number } | undefined
}

export interface KeptEvent extends Moment {
  /** As its maker wrote it. */
  readonly event: string
}

export interface OutboxView {
  /** The first first. */
  readonly kept: readonly KeptEvent[]
  /** So many gave way to later ones before they were moved. */
  readonly lost: number
}

/** An act that may keep an event. */
export interface ActRef {
  readonly dialogId: DialogId
  readonly actId: string
}

/** Throws Problem 'store-away'. */
export interface Outbox {
  /** Says that the act is about to be done. What it keeps is found again by that, whatever becomes of this process. */
  announce(act: ActRef): Promise<void>
  /** The acts are done, and what they kept is moved. */
  forget(acts: readonly ActRef[]): Promise<void>
  /** Acts announced at least so long ago and not forgotten, the oldest first. */
  left(ageMs: number, most: number): Promise<readonly ActRef[]>
  /** Keeps an event that no other step makes; false when this owner has no such dialog. */
  keep(dialogId: DialogId, owner: string, event: string): Promise<boolean>
  read(dialogId: DialogId): Promise<OutboxView>
  /** All events up to this version are moved. */
  done(dialogId: DialogId, version: number): Promise<void>
}

/** Events that a dialog keeps; the script outbox_add holds the same number. */
export const OUTBOX_MOST = 100
/** Acts that are under way at once, and those of processes that died. */
export const ACTS_MOST = 100_000

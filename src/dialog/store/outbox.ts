// The outbox of dialogs: each step that changes who talks in a dialog may keep an event with its record, in one write.
// Later the events are moved to the deliveries, so that a crash between step and sending loses none.
// Memory and Redis backends pass test/contracts/outbox.ts.
import type { DialogId } from '../../ids.js'
import type { Handoff } from './handoff.js'

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
  /** The service under way. */
  readonly service: { readonly serviceId: string; readonly claimedAt: number } | undefined
}

export interface KeptEvent extends Moment {
  /** The text that the act was given. */
  readonly event: string
}

export interface OutboxView {
  /** Oldest first. */
  readonly kept: readonly KeptEvent[]
  /** Number of events that later ones replaced before they were moved. */
  readonly lost: number
}

/** An act that may keep an event. */
export interface ActRef {
  readonly dialogId: DialogId
  readonly actId: string
}

/** Each method throws Problem 'store-away'. */
export interface Outbox {
  /** Announces the act before it is done, so that its event is found even if this process ends. */
  announce(act: ActRef): Promise<void>
  /** Drops acts that are done and whose events are moved. */
  forget(acts: readonly ActRef[]): Promise<void>
  /** Acts announced at least `ageMs` ago and not dropped since, the oldest first, without the first `from` of them. */
  left(ageMs: number, most: number, from?: number): Promise<readonly ActRef[]>
  /** Keeps an event outside of any other step; false when this owner has no such dialog. */
  keep(dialogId: DialogId, owner: string, event: string): Promise<boolean>
  read(dialogId: DialogId): Promise<OutboxView>
  /** Drops all events up to this version, because they are moved. */
  done(dialogId: DialogId, version: number): Promise<void>
}

/** Events that a dialog keeps; the scripts outbox_add, outbox_read and outbox_done hold the same number. */
export const OUTBOX_MOST = 100
/** Most announced acts: those under way, and those of processes that died. */
export const ACTS_MOST = 100_000

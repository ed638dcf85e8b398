// The outbox of one dialog, as plain state; the script outbox_add does the same with a hash.
import type { Handoff, Hold } from './handoff.js'
import { type KeptEvent, OUTBOX_MOST } from './outbox.js'

export interface OutboxRecord {
  /** The version of the newest event, and of the newest one that is moved. */
  readonly last: number
  readonly moved: number
  readonly kept: readonly KeptEvent[]
}

/** The parts of a dialog's record that an event needs. */
interface Recorded {
  readonly past: { readonly n: number }
  readonly handoff: Handoff | undefined
  readonly hold: Hold | undefined
  outbox: OutboxRecord
}

export const emptyOutbox: OutboxRecord = { last: 0, moved: 0, kept: [] }

/** Keeps the event with facts of the record as it is now; `''` is no event. */
export function keepEvent(record: Recorded, event: string | undefined, at: number): void {
  if (!event) return
  const { hold, handoff, past, outbox } = record
  const service = hold && { serviceId: hold.serviceId, claimedAt: hold.at }
  const kept: KeptEvent = { version: outbox.last + 1, at, seq: past.n, handoff, service, event }
  record.outbox = {
    last: kept.version,
    moved: outbox.moved,
    kept: [...outbox.kept, kept].slice(-OUTBOX_MOST),
  }
}

/** The outbox in the mark of an erased dialog: it has this event only. */
export function lastEvent({ outbox }: Recorded, event: string, at: number): OutboxRecord {
  if (event === '') return emptyOutbox
  const { last } = outbox
  const bare = { seq: 0, handoff: undefined, service: undefined }
  return { last: last + 1, moved: last, kept: [{ version: last + 1, at, ...bare, event }] }
}

export function withoutMoved(outbox: OutboxRecord, version: number): OutboxRecord {
  const { last, moved, kept } = outbox
  if (version > last || version <= moved) return outbox
  return { last, moved: version, kept: kept.filter(one => one.version > version) }
}

// The records in memory, in order of their end, so that ended ones are at the front and found at once.
// A dialog that lives longer because a person took part goes to the back again when it comes to the front.
import type { DialogId, TurnId } from '../../ids.js'
import type { DialogRecord } from './dialog-record.js'
import { ERASED_MARK_MS } from './limits.js'
import { lastEvent, type OutboxRecord } from './outbox-record.js'

export interface Mark {
  /** The dialog's customer: others get the reply for an unknown dialog. */
  readonly owner: string
  /** The mark ends at this time. */
  readonly until: number
  outbox: OutboxRecord
}

/** The time of an erasure, and the event that the mark keeps. */
interface Erased {
  readonly now: number
  readonly event: string
}

/** The whole state of the backend. Tests hand it in to read it or to reset it. */
export interface MemoryState {
  readonly records: Map<DialogId, DialogRecord>
  /** The marks of deleted dialogs. */
  readonly erased: Map<DialogId, Mark>
}

export const emptyState = (): MemoryState => ({ records: new Map(), erased: new Map() })

/** End of the record, epoch milliseconds. */
export function endOf({ expiresAt, livesUntil }: DialogRecord): number {
  return Math.max(expiresAt, livesUntil)
}

export function createDialogShelf({ records, erased }: MemoryState, ttlMs: number) {
  function sweep(now: number): void {
    for (const [id, record] of records) {
      if (record.expiresAt > now) break
      records.delete(id)
      if (record.livesUntil <= now) continue
      record.expiresAt = Math.min(record.livesUntil, now + ttlMs)
      records.set(id, record)
    }
    for (const [id, { until }] of erased) {
      if (until > now) break
      erased.delete(id)
    }
  }
  function find(id: DialogId, now: number): DialogRecord | undefined {
    const record = records.get(id)
    return record && endOf(record) > now ? record : undefined
  }
  function findOf(id: DialogId, owner: string, now: number): DialogRecord | undefined {
    const record = find(id, now)
    return record?.owner === owner ? record : undefined
  }
  return {
    find,
    findOf,
    markOf(id: DialogId, now: number): Mark | undefined {
      const mark = erased.get(id)
      return mark && mark.until > now ? mark : undefined
    },
    keep(id: DialogId, record: DialogRecord, now: number): void {
      sweep(now)
      records.delete(id)
      record.expiresAt = now + ttlMs
      records.set(id, record)
    },
    erase(id: DialogId, owner: string, { now, event }: Erased): TurnId[] | undefined {
      const record = findOf(id, owner, now)
      if (!record) return undefined
      records.delete(id)
      erased.set(id, { owner, until: now + ERASED_MARK_MS, outbox: lastEvent(record, event, now) })
      return record.tickets.flatMap(({ turnId, promise }) => (promise ? [turnId] : []))
    },
    clear(): void {
      records.clear()
      erased.clear()
    },
  }
}

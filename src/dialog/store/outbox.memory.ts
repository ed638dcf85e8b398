// The outbox in this process's memory, over the records of dialogs.memory.ts.
import type { Clock } from '../../clock.js'
import type { DialogId } from '../../ids.js'
import { createDialogShelf, type MemoryState } from './dialog-shelf.js'
import type { DialogLimits } from './limits.js'
import { ACTS_MOST, type ActRef, type Outbox } from './outbox.js'
import { emptyOutbox, keepEvent, type OutboxRecord, withoutMoved } from './outbox-record.js'

export function createMemoryOutbox(
  clock: Clock,
  { ttlMs }: Pick<DialogLimits, 'ttlMs'>,
  state: MemoryState,
): Outbox {
  const shelf = createDialogShelf(state, ttlMs)
  /** Acts by name, the oldest first, with the time of their announcement. */
  const acts = new Map<string, { readonly act: ActRef; readonly at: number }>()

  /** The record, or the mark of an erased one. */
  function placeOf(dialogId: DialogId): { outbox: OutboxRecord } | undefined {
    const now = clock.now()
    return shelf.find(dialogId, now) ?? shelf.markOf(dialogId, now)
  }

  return {
    async announce(act) {
      acts.set(nameOf(act), { act, at: clock.now() })
      const [oldest] = acts.keys()
      if (acts.size > ACTS_MOST && oldest !== undefined) acts.delete(oldest)
    },
    async forget(done) {
      for (const act of done) acts.delete(nameOf(act))
    },
    async left(ageMs, most, from = 0) {
      const latest = clock.now() - ageMs
      const old = [...acts.values()].filter(({ at }) => at <= latest)
      return old.slice(from, from + most).map(({ act }) => act)
    },
    async keep(dialogId, owner, event) {
      const record = shelf.findOf(dialogId, owner, clock.now())
      if (record) keepEvent(record, event, clock.now())
      return record !== undefined
    },
    async read(dialogId) {
      const { kept, moved } = placeOf(dialogId)?.outbox ?? emptyOutbox
      const [first] = kept
      return { kept, lost: first ? first.version - moved - 1 : 0 }
    },
    async done(dialogId, version) {
      const place = placeOf(dialogId)
      if (place) place.outbox = withoutMoved(place.outbox, version)
    },
  }
}

const nameOf = ({ dialogId, actId }: ActRef) => `${dialogId}:${actId}`

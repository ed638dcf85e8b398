// The index of acknowledged turns in memory.
import type { Clock } from '../../clock.js'
import type { ProcessId } from '../../ids.js'
import { PENDING_IDLE_MS, type Pending, type PendingEntry, SWEEP_COUNT } from './pending.js'

export function createMemoryPending(clock: Clock): Pending {
  const entries = new Map<string, PendingEntry & { readonly touchedAt: number }>()
  let count = 0

  return {
    async promote(pointer, processId: ProcessId) {
      count += 1
      const entryId = String(count)
      entries.set(entryId, { ...pointer, entryId, from: processId, touchedAt: clock.now() })
      return entryId
    },
    async sweep(processId, live) {
      const now = clock.now()
      const mayTake = (owner: ProcessId) => owner === processId || !live.has(owner)
      const found = [...entries.values()]
        .filter(entry => now - entry.touchedAt >= PENDING_IDLE_MS && mayTake(entry.from))
        .slice(0, SWEEP_COUNT)
      for (const entry of found) entries.set(entry.entryId, { ...entry, from: processId, touchedAt: now })
      return found.map(({ touchedAt: _touchedAt, ...entry }) => entry)
    },
    async strike(entryIds) {
      for (const entryId of entryIds) entries.delete(entryId)
    },
    async strikeTurns(turnIds) {
      for (const { entryId, turnId } of entries.values())
        if (turnIds.includes(turnId)) entries.delete(entryId)
    },
  }
}

// Reflux of one process, forgotten at its end.
import type { Clock } from '../clock.js'
import { Problem } from '../problem.js'
import { isToAskAgain, type Reflux, type RefluxEntry, type RefluxLimits, type RefluxRow } from './reflux.js'

interface Kept {
  readonly since: number
  readonly entries: readonly RefluxEntry[]
}

export function createMemoryReflux(clock: Clock, { dialogsMost, entriesMost, ageMs }: RefluxLimits): Reflux {
  const rows = new Map<string, Kept>()
  const waiting = new Set<string>()
  const stampOf = (entries: readonly RefluxEntry[]) => JSON.stringify(entries)

  function rowOf(dialogId: string): RefluxRow | undefined {
    const entries = rows.get(dialogId)?.entries
    return entries && { dialogId, entries, stamp: stampOf(entries) }
  }
  function drop(dialogId: string): void {
    rows.delete(dialogId)
    waiting.delete(dialogId)
  }
  /** Those that came first lie in front. */
  function trim(): void {
    for (const [dialogId, { since }] of rows) {
      if (since > clock.now() - ageMs) return
      drop(dialogId)
    }
  }

  return {
    trim: async () => trim(),
    async add(entry) {
      const { dialogId, turnId } = entry
      trim()
      const { since, entries } = rows.get(dialogId) ?? { since: clock.now(), entries: [] }
      if (entries.length >= entriesMost || entries.some(known => known.turnId === turnId)) return
      rows.set(dialogId, { since, entries: [...entries, entry] })
      if (isToAskAgain(entry)) waiting.add(dialogId)
      const [oldest] = rows.keys()
      if (rows.size > dialogsMost && oldest !== undefined) drop(oldest)
    },
    async next() {
      trim()
      const [oldest] = waiting
      return oldest === undefined ? undefined : rowOf(oldest)
    },
    async settle({ dialogId, stamp }, entries) {
      const kept = rows.get(dialogId)
      if (kept === undefined || stampOf(kept.entries) !== stamp) return false
      rows.set(dialogId, { ...kept, entries })
      waiting.delete(dialogId)
      return true
    },
    erase: async dialogId => drop(dialogId),
    async *rows(after) {
      trim()
      const dialogIds = [...rows.keys()]
      if (after !== undefined && !rows.has(after)) throw new Problem('not-found')
      const from = after === undefined ? 0 : dialogIds.indexOf(after) + 1
      for (const dialogId of dialogIds.slice(from)) {
        const row = rowOf(dialogId)
        if (row) yield row
      }
    },
  }
}

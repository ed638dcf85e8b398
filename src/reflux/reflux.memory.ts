// Reflux of one process, forgotten at its end.
import { Problem } from '../problem.js'
import type { Reflux, RefluxEntry, RefluxLimits, RefluxRow } from './reflux.js'

export function createMemoryReflux({ dialogsMost, entriesMost }: RefluxLimits): Reflux {
  const rows = new Map<string, readonly RefluxEntry[]>()
  const waiting = new Set<string>()
  const stampOf = (entries: readonly RefluxEntry[] | undefined) => JSON.stringify(entries)

  function rowOf(dialogId: string): RefluxRow | undefined {
    const entries = rows.get(dialogId)
    return entries && { dialogId, entries, stamp: stampOf(entries) }
  }
  function drop(dialogId: string): void {
    rows.delete(dialogId)
    waiting.delete(dialogId)
  }

  return {
    async add(entry) {
      const { dialogId, turnId } = entry
      const entries = rows.get(dialogId) ?? []
      if (entries.length >= entriesMost || entries.some(known => known.turnId === turnId)) return
      rows.set(dialogId, [...entries, entry])
      waiting.add(dialogId)
      const [oldest] = rows.keys()
      if (rows.size > dialogsMost && oldest !== undefined) drop(oldest)
    },
    async next() {
      const [oldest] = waiting
      return oldest === undefined ? undefined : rowOf(oldest)
    },
    async settle({ dialogId, stamp }, entries) {
      if (stampOf(rows.get(dialogId)) !== stamp) return false
      rows.set(dialogId, entries)
      waiting.delete(dialogId)
      return true
    },
    forget: async dialogId => drop(dialogId),
    async *rows(after) {
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

// A stream of the audit of one process, forgotten at its end.
import type { Clock } from '../clock.js'
import type { Audit, AuditEntry, AuditLimits } from './audit.js'

export function createMemoryAudit(clock: Clock, { entriesMost, ageMs }: AuditLimits): Audit {
  let entries: AuditEntry[] = []
  const newest = new Map<string, number>()
  let count = 0

  const isAfter = (id: string, after: string) => {
    const [ms = 0, number = 0] = id.split('-').map(Number)
    const [afterMs = 0, afterNumber] = after.split('-').map(Number)
    return ms === afterMs ? number > (afterNumber ?? -1) : ms > afterMs
  }
  function trim(now: number): void {
    entries = entries.slice(-entriesMost)
    const from = entries.findIndex(({ id }) => Number(id.split('-')[0]) >= now - ageMs)
    entries = from === -1 ? [] : entries.slice(from)
  }

  return {
    async append({ from, number, events }) {
      const now = clock.now()
      if (newest.get(from) !== number) {
        entries.push(
          ...events.map(([agoMs, event]) => ({ ...event, id: `${now}-${count++}`, at: now - agoMs })),
        )
      }
      newest.set(from, number)
      trim(now)
    },
    async read(after, most) {
      trim(clock.now())
      return entries.filter(({ id }) => after === '' || isAfter(id, after)).slice(0, most)
    },
  }
}

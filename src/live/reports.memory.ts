// The live reports of one process; in tests, of several in one.
import type { Clock } from '../clock.js'
import type { LiveReport } from './report.js'
import { FRESH_MS, type LiveReports } from './reports.js'

export function createMemoryLiveReports(clock: Clock): LiveReports {
  const held = new Map<string, { readonly putAt: number; readonly report: LiveReport }>()
  return {
    async exchange(processId, report) {
      const now = clock.now()
      held.set(processId, { putAt: now, report })
      for (const [other, { putAt }] of held) if (now - putAt > FRESH_MS) held.delete(other)
      return new Map([...held].map(([other, { report: own }]) => [other, own]))
    },
    async remove(processId) {
      held.delete(processId)
    },
  }
}

// The reports of one process; in tests, of several in one.
import type { Clock } from '../clock.js'
import type { ProcessReport, ProcessReports } from './process-reports.js'

export function createMemoryProcessReports(clock: Clock): ProcessReports {
  const reports = new Map<string, { readonly putAt: number; readonly report: ProcessReport }>()
  const past = new Map<string, number>()
  return {
    async put(processId, report) {
      reports.set(processId, { putAt: clock.now(), report })
    },
    async read() {
      const now = clock.now()
      return {
        entries: new Map(
          [...reports].map(([processId, { putAt, report }]) => [processId, { report, ageMs: now - putAt }]),
        ),
        past: Object.fromEntries(past),
      }
    },
    async retire(processId) {
      for (const [key, sum] of Object.entries(reports.get(processId)?.report.sums ?? {})) {
        past.set(key, (past.get(key) ?? 0) + sum)
      }
      reports.delete(processId)
    },
  }
}

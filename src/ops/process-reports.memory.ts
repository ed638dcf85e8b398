// The census of one process; in tests, of several in one.
import type { Clock } from '../clock.js'
import type { ProcessReport, ProcessReports } from './process-reports.js'

export function createMemoryProcessReports(clock: Clock): ProcessReports {
  const words = new Map<string, { readonly at: number; readonly word: ProcessReport }>()
  const past = new Map<string, number>()
  return {
    async put(processId, word) {
      words.set(processId, { at: clock.now(), word })
    },
    async read() {
      const now = clock.now()
      return {
        entries: new Map(
          [...words].map(([processId, { at, word }]) => [processId, { word, ageMs: now - at }]),
        ),
        past: Object.fromEntries(past),
      }
    },
    async retire(processId) {
      for (const [key, sum] of Object.entries(words.get(processId)?.word.sums ?? {})) {
        past.set(key, (past.get(key) ?? 0) + sum)
      }
      words.delete(processId)
    },
  }
}

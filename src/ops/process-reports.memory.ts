// The census of one process; in tests, of several in one.
import type { Clock } from '../clock.js'
import type { ProcessReport, ProcessReports } from './process-reports.js'

export function createMemoryProcessReports(clock: Clock): ProcessReports {
  const words = new Map<string, { readonly at: number; readonly word: ProcessReport }>()
  const past = new Map<string, number>()
  return {
    async note(origin, word) {
      words.set(origin, { at: clock.now(), word })
    },
    async read() {
      const now = clock.now()
      return {
        entries: new Map([...words].map(([origin, { at, word }]) => [origin, { word, ageMs: now - at }])),
        past: Object.fromEntries(past),
      }
    },
    async retire(origin) {
      for (const [key, sum] of Object.entries(words.get(origin)?.word.sums ?? {})) {
        past.set(key, (past.get(key) ?? 0) + sum)
      }
      words.delete(origin)
    },
  }
}

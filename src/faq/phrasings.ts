// Exact lookup of every FAQ phrasing by its normal form: the cheap path, on the main thread.
import type { FaqEntry } from './entries.js'
import { normalise } from './normalise.js'

/** Normal form → the entry it asks for. The first entry keeps a form that two of them claim. */
export type Phrasings = ReadonlyMap<string, FaqEntry>

export function createPhrasings(entries: readonly FaqEntry[]): Phrasings {
  const byForm = new Map<string, FaqEntry>()
  for (const entry of entries)
    for (const question of entry.questions) {
      const form = normalise(question)
      if (form !== '' && !byForm.has(form)) byForm.set(form, entry)
    }
  return byForm
}

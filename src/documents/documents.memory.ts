// Documents of one process, forgotten at its end.
import type { Clock } from '../clock.js'
import type { Settings } from '../settings/settings.js'
import { type DocumentStore, fromSetting, toSetting, VERSIONS_KEPT, type Version } from './documents.js'

type Kept = Version & { readonly text: string }

export function createMemoryDocuments(clock: Clock, settings: Settings): DocumentStore {
  const versions = new Map<string, readonly Kept[]>()
  const current = (name: string) => fromSetting(settings.current().values.get(name))
  const keptOf = (name: string) => versions.get(name) ?? []

  return {
    current,
    latest: async name => current(name),
    async write({ name, text, expected, by, why }) {
      const stored = current(name)
      if (stored?.version !== expected?.version || stored?.text !== expected?.text) {
        return { kind: 'changed', stored }
      }
      const from = stored?.version ?? 0
      const to = from + 1
      const entry = { version: to, at: clock.now(), by, why, text }
      versions.set(name, [entry, ...keptOf(name)].slice(0, VERSIONS_KEPT))
      await settings.write({ [name]: toSetting(entry) })
      return { kind: 'written', from, to }
    },
    history: async name => keptOf(name).map(({ text, ...version }) => version),
    textOf: async (name, version) => keptOf(name).find(one => one.version === version)?.text,
  }
}

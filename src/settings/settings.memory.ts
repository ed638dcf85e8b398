// Settings of one process, forgotten at its end.
import type { Changes, Settings, Snapshot } from './settings.js'
import { createWatched } from './watchers.js'

/** `newId` gives a random id. */
export function createMemorySettings(newId: () => string): Settings {
  const watched = createWatched()
  return {
    current: watched.current,
    watch: watched.watch,
    async write(changes: Changes): Promise<Snapshot> {
      const values = new Map(watched.current().values)
      for (const [name, value] of Object.entries(changes)) {
        if (value === undefined) values.delete(name)
        else values.set(name, value)
      }
      watched.replace({ version: newId(), values })
      return watched.current()
    },
    refresh: async () => undefined,
    close: async () => undefined,
  }
}

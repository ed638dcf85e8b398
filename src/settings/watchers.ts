// The snapshot in force and the callbacks that get the next one; common to both backends.
import type { Snapshot } from './settings.js'

export interface Watched {
  current(): Snapshot
  replace(snapshot: Snapshot): void
  watch(listener: (snapshot: Snapshot) => void): void
}

export function createWatched(): Watched {
  let snapshot: Snapshot = { version: '', values: new Map() }
  const watchers: ((snapshot: Snapshot) => void)[] = []
  return {
    current: () => snapshot,
    replace(next) {
      if (next.version === snapshot.version) return
      snapshot = next
      for (const listener of watchers) listener(next)
    },
    watch(listener) {
      watchers.push(listener)
      listener(snapshot)
    },
  }
}

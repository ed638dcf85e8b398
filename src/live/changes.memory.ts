// The changes of one process; in tests, of several in one.
import type { Clock } from '../clock.js'
import { CHANGES_KEPT, type ClusterChanges, isAfter, type KeptChange, SAME_MS } from './changes.js'

export function createMemoryChanges(clock: Clock): ClusterChanges {
  const kept: KeptChange[] = []
  const seen = new Map<string, number>()
  let count = 0

  function isNew(name: string): boolean {
    const now = clock.now()
    for (const [known, at] of seen) if (now - at >= SAME_MS) seen.delete(known)
    if (seen.has(name)) return false
    seen.set(name, now)
    return true
  }
  return {
    async add(change, name) {
      if (!isNew(name)) return
      kept.push({ ...change, id: `${clock.now()}-${count++}` })
      kept.splice(0, kept.length - CHANGES_KEPT)
    },
    after: async id => kept.filter(change => isAfter(change.id, id)),
    newest: async () => kept.at(-1)?.id ?? '',
  }
}

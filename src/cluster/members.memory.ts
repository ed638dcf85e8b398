// The table of beats in memory: with one process it says that this one lives.
import type { Clock } from '../clock.js'
import type { Origin } from '../dialog/store/dialogs.js'
import { type Beats, DEAD_MS } from './members.js'

export function createMemoryBeats(clock: Clock): Beats {
  const beats = new Map<Origin, number>()
  return {
    async beat(self) {
      const now = clock.now()
      beats.set(self, now)
      return new Set([...beats].filter(([, at]) => at >= now - DEAD_MS).map(([origin]) => origin))
    },
    async leave(self) {
      beats.delete(self)
    },
  }
}

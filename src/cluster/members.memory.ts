// The table of beats in memory: with one process it says that this one lives.
import type { Clock } from '../clock.js'
import type { ProcessId } from '../ids.js'
import { DEAD_MS, type Heartbeats } from './members.js'

export function createMemoryHeartbeats(clock: Clock): Heartbeats {
  const beats = new Map<ProcessId, number>()
  return {
    async beat(processId) {
      const now = clock.now()
      beats.set(processId, now)
      return new Set([...beats].filter(([, at]) => at >= now - DEAD_MS).map(([origin]) => origin))
    },
    async remove(processId) {
      beats.delete(processId)
    },
  }
}

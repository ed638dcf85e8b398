// Stored rows that cannot be read, because another program or a build of another version wrote them. Their reader leaves them
// out; they are counted, and the first of each topic is logged.
import type { Log } from './log.js'
import type { Metrics } from './metrics.js'

/** Called with what the row is about: a closed set, because it labels a metric. */
export type OnStray = (topic: string) => void

export function createStrays(metrics: Pick<Metrics, 'storedRowDropped'>, log: Pick<Log, 'warn'>): OnStray {
  const logged = new Set<string>()
  return topic => {
    metrics.storedRowDropped(topic)
    if (logged.has(topic)) return
    logged.add(topic)
    log.warn({ topic }, 'stored row not understood, left out')
  }
}

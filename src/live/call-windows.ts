// Windows of the last ten seconds of calls, by the name of a vendor or tool: all calls, and failed ones.
import { LRUCache } from 'lru-cache'
import type { RecentLatency } from '../ops/recent-latency.js'

export interface CallFigures {
  readonly calls: number
  readonly p99_ms: number
  /** Failed calls. */
  readonly errors: number
}

export interface CallWindows {
  record(name: string, ms: number, isFailed: boolean): void
  has(name: string): boolean
  names(): string[]
  figures(name: string): CallFigures
}

const SECONDS = 10

/** Keeps the `most` names that were called last. */
export function createCallWindows(window: () => RecentLatency, most: number): CallWindows {
  const windows = new LRUCache<string, { readonly all: RecentLatency; readonly failed: RecentLatency }>({
    max: most,
  })
  const count = (calls: RecentLatency) => Math.round(calls.perSecond() * SECONDS)
  return {
    record(name, ms, isFailed) {
      const known = windows.get(name) ?? { all: window(), failed: window() }
      windows.set(name, known)
      known.all.record(ms)
      if (isFailed) known.failed.record(ms)
    },
    has: name => windows.has(name),
    names: () => [...windows.keys()],
    figures(name) {
      const known = windows.peek(name)
      if (known === undefined) return { calls: 0, p99_ms: 0, errors: 0 }
      return { calls: count(known.all), p99_ms: Math.round(known.all.p99()), errors: count(known.failed) }
    },
  }
}

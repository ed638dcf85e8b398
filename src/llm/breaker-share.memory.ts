// Breakers of one process, which then owns every probe; in tests, of several processes in one.
import type { Clock } from '../clock.js'
import type { BreakerNews, JoinBreakers } from './breaker-share.js'

interface SharedBreaker {
  openUntil: number
  probe: { readonly by: string; readonly until: number } | undefined
  readonly listeners: ((news: BreakerNews) => void)[]
}

/** `probeMs` is how long a probe may take before its owner counts as dead. */
export function createMemoryBreakerShares(clock: Clock, probeMs: number): JoinBreakers {
  const breakers = new Map<string, SharedBreaker>()

  const named = (name: string): SharedBreaker => {
    const known = breakers.get(name) ?? { openUntil: 0, probe: undefined, listeners: [] }
    breakers.set(name, known)
    return known
  }
  return processId => ({
    share(name) {
      const shared = named(name)
      return {
        announce(news) {
          shared.openUntil = news.kind === 'open' ? clock.now() + news.forMs : 0
          shared.probe = undefined
          for (const onNews of shared.listeners) onNews(news)
        },
        async tryProbe() {
          const now = clock.now()
          const isTaken = shared.probe !== undefined && shared.probe.until > now
          if (isTaken && shared.probe?.by !== processId) return false
          shared.probe = { by: processId, until: now + probeMs }
          return true
        },
        listen(onNews) {
          shared.listeners.push(onNews)
          if (shared.openUntil > 0) onNews({ kind: 'open', forMs: shared.openUntil - clock.now() })
        },
      }
    },
    close: async () => undefined,
  })
}

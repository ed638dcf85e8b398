// The counters of one process; in tests, of several in one.
import type { Clock } from '../clock.js'
import { RECENT, type RecentTurn } from './judge.js'
import { type GrayTallies, sidesOf } from './tallies.js'

/** Only the newest watch is kept. */
export function createMemoryGrayTallies(clock: Clock): GrayTallies {
  let run = ''
  let since = 0
  let sums = new Map<string, number>()
  let recent: RecentTurn[] = []

  return {
    async exchange(asked, { counts, recent: outcomes }) {
      if (asked !== run) {
        run = asked
        since = clock.now()
        sums = new Map()
        recent = []
      }
      const before = { stableTurns: sums.get('s:turns') ?? 0, stableFailed: sums.get('s:failed') ?? 0 }
      for (const outcome of outcomes) recent.push({ isFailed: outcome === '1', ...before })
      recent = recent.slice(-RECENT)
      for (const [name, by] of Object.entries(counts)) sums.set(name, (sums.get(name) ?? 0) + by)
      return { ...sidesOf(sums), recent, elapsedMs: clock.now() - since }
    },
  }
}

// The tokens of the day in one process; in tests, of several in one.
import type { Clock } from '../clock.js'
import { DAY_AHEAD_MS, type TokenBatch, type TokenCounts } from './token-counts.js'

const DAY_MS = 86_400_000

/** The counts of the processes that share them, by the process. */
export function createMemoryTokenCounts(clock: Clock): (processId: string) => TokenCounts {
  let day = Number.NaN
  let sums = new Map<string, number>()
  let last = new Map<string, number>()

  function add(processId: string, { number, tokens }: TokenBatch): void {
    if (number <= (last.get(processId) ?? 0)) return
    last.set(processId, number)
    for (const [shop, count] of tokens) if (count > 0) sums.set(shop, (sums.get(shop) ?? 0) + count)
  }

  return processId => ({
    async exchange(batch) {
      const today = Math.floor((clock.now() + DAY_AHEAD_MS) / DAY_MS)
      if (today !== day) {
        day = today
        sums = new Map()
        last = new Map()
      }
      add(processId, batch)
      return new Map(Array.from(batch.tokens.keys(), shop => [shop, sums.get(shop) ?? 0]))
    },
  })
}

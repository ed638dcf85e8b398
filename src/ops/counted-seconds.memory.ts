// Counted seconds of one process, which is all there is; in tests, of several in one.
import type { CountedSeconds } from './counted-seconds.js'

/** Counted seconds as the process of this incarnation sees them. */
export function createMemoryCountedSeconds(): (process: string) => CountedSeconds {
  const holders = new Map<number, string>()
  return process => ({
    async isFirst(second) {
      const holder = holders.get(second)
      if (holder === undefined) {
        holders.set(second, process)
        forgetOldest(holders)
      }
      return (holder ?? process) === process
    },
  })
}

const REMEMBERED = 1_000

function forgetOldest(holders: Map<number, string>): void {
  for (const oldest of holders.keys()) {
    if (holders.size <= REMEMBERED) return
    holders.delete(oldest)
  }
}

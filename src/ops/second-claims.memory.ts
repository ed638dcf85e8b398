// Claims of one process, which is all there is; in tests, of several in one.
import type { SecondClaims } from './second-claims.js'

/** Claims as the process of this incarnation makes them. */
export function createMemorySecondClaims(): (process: string) => SecondClaims {
  const holders = new Map<number, string>()
  return process => ({
    async claim(second) {
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

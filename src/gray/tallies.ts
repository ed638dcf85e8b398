// The counters of a release, shared by all processes. Memory and Redis backends pass test/contracts/gray-tallies.ts.
import type { Seen } from './watch.js'

/** Counts of a process since its last exchange. */
export interface TallyNews {
  /** By name: `s:turns`, `c:turns`, …; `s` is the stable side, `c` the release's. */
  readonly counts: Readonly<Record<string, number>>
  /** The process's canary turns, oldest first: `1` for a failed one, `0` for another; the last twenty at most. */
  readonly recent: string
}

export interface GrayTallies {
  /** Adds the news of this process and reads the sums. `run` names one watch: a version of the document.
   *  Throws Problem 'store-away'. */
  exchange(run: string, news: TallyNews): Promise<Seen>
}

/** The counters of a watch are dropped after this time without an exchange. */
export const KEPT_MS = 7 * 86_400_000

/** The sums of both sides from counters whose names begin with the side. */
export function sidesOf(
  counts: Iterable<readonly [name: string, sum: number]>,
): Pick<Seen, 'stable' | 'canary'> {
  const stable: Record<string, number> = {}
  const canary: Record<string, number> = {}
  for (const [name, sum] of counts) {
    if (name.startsWith('s:')) stable[name.slice(2)] = sum
    if (name.startsWith('c:')) canary[name.slice(2)] = sum
  }
  return { stable, canary }
}

// The counters of a release, which all processes add to. Memory and Redis backends pass test/contracts/gray-tallies.ts.
import type { Seen } from './watch.js'

/** What a process counted since it told last. */
export interface TallyNews {
  /** By name: `s:turns`, `c:turns`, …; `s` is everybody's side, `c` the release's. */
  readonly counts: Readonly<Record<string, number>>
  /** Its canary turns, oldest first: `1` for one that failed, `0` for another; the last twenty at most. */
  readonly recent: string
}

export interface GrayTallies {
  /** Adds the news of this process and reads the sums. `run` names one watch: a version of the document.
   *  Throws Problem 'store-away'. */
  exchange(run: string, news: TallyNews): Promise<Seen>
}

/** Counters of a watch that nobody adds to any more go. */
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

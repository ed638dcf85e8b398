// The news of how many seats there are and how many dialogs wait: at once after a quiet while, and otherwise the newest
// counts when the while is over. At a busy desk they change with every claim, and there are many seats to tell.
import { type PacedDeps, paced } from './paced.js'

export interface DeskCounts {
  readonly online: number
  /** Present seats that take no dialogs. */
  readonly away: number
  readonly waiting: number
}

export interface CountNews {
  changed(counts: DeskCounts): void
  stop(): void
}

export interface CountNewsDeps extends PacedDeps {
  tell(counts: DeskCounts): void
}

/** Counts are told at most this often. */
const EVERY_MS = 5_000

export function createCountNews({ tell, ...deps }: CountNewsDeps): CountNews {
  let told: DeskCounts = { online: -1, away: -1, waiting: -1 }
  let newest = told

  function tellNewest(): boolean {
    if (isSame(told, newest)) return false
    told = newest
    tell(newest)
    return true
  }

  const news = paced(tellNewest, EVERY_MS, deps)
  return {
    changed(counts) {
      newest = counts
      if (!isSame(told, newest)) news.soon()
    },
    stop: news.stop,
  }
}

function isSame(one: DeskCounts, other: DeskCounts): boolean {
  return one.online === other.online && one.away === other.away && one.waiting === other.waiting
}

// The news of how many seats there are and how many dialogs wait: at once after a quiet while, and otherwise the newest
// counts when the while is over. At a busy desk they change with every claim, and there are many seats to tell.
import type { StopSignal } from '../stop.js'

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

export interface CountNewsDeps {
  readonly clock: { now(): number }
  pause(ms: number, signal: StopSignal): Promise<void>
  tell(counts: DeskCounts): void
}

/** Counts are told at most this often. */
const EVERY_MS = 5_000

export function createCountNews({ clock, pause, tell }: CountNewsDeps): CountNews {
  const stopping = new AbortController()
  let told: DeskCounts = { online: -1, away: -1, waiting: -1 }
  let newest = told
  let toldAt = Number.NEGATIVE_INFINITY
  let isLate = false

  function tellNewest(): void {
    if (isSame(told, newest)) return
    told = newest
    toldAt = clock.now()
    tell(newest)
  }

  async function tellLater(ms: number): Promise<void> {
    isLate = true
    await pause(ms, stopping.signal)
    isLate = false
    if (!stopping.signal.aborted) tellNewest()
  }

  return {
    changed(counts) {
      newest = counts
      if (isLate || isSame(told, newest)) return
      const leftMs = toldAt + EVERY_MS - clock.now()
      if (leftMs > 0) void tellLater(leftMs)
      else tellNewest()
    },
    stop: () => stopping.abort(),
  }
}

function isSame(one: DeskCounts, other: DeskCounts): boolean {
  return one.online === other.online && one.away === other.away && one.waiting === other.waiting
}

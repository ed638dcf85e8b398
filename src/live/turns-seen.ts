// The ends of turns in this process, for watchers: at most fifty a second, the newest kept for some seconds.
// Without a watcher nothing is kept.
import type { Clock } from '../clock.js'
import type { LiveReport, TurnSeen } from './report.js'

export interface TurnsSeen {
  /** Keeps the turn, unless `wanted` was not called for three seconds. */
  note(turn: () => TurnSeen): void
  /** Called while a watcher in the cluster wants turns. */
  wanted(): void
  /** The kept turns, oldest first. */
  newest(): LiveReport['turns']
}

export const TURNS_PER_S = 50
/** A report is read every half second, so each end is in several reports. */
const KEPT_MS = 1_500
const WANTED_MS = 3_000

export function createTurnsSeen(clock: Clock): TurnsSeen {
  const kept: { readonly recordedAt: number; readonly entry: readonly [number, TurnSeen] }[] = []
  let wantedUntil = 0
  let count = 0
  let second = 0
  let thisSecond = 0

  function hasRoom(now: number): boolean {
    const current = Math.floor(now / 1000)
    if (current !== second) thisSecond = 0
    second = current
    return thisSecond++ < TURNS_PER_S
  }
  return {
    note(turn) {
      const now = clock.now()
      if (now > wantedUntil || !hasRoom(now)) return
      kept.push({ recordedAt: now, entry: [count++, turn()] })
    },
    wanted() {
      wantedUntil = clock.now() + WANTED_MS
    },
    newest() {
      const oldest = clock.now() - KEPT_MS
      while (kept[0] !== undefined && kept[0].recordedAt < oldest) kept.shift()
      return kept.map(({ entry }) => entry)
    },
  }
}

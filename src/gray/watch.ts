// The looks at a release: the time of each, and the state that follows from it. Pure.
import type { GrayRelease, GrayState } from './gray-document.js'
import { type Finding, hasTripped, judge, type RecentTurn, type Sides } from './judge.js'

/** The cluster's turns since the release came into force. */
export interface Seen extends Sides {
  /** The last canary turns, oldest first. */
  readonly recent: readonly RecentTurn[]
  /** Milliseconds since the first count. */
  readonly elapsedMs: number
}

export interface Look {
  /** Milliseconds between two looks; the first look comes after three such intervals. */
  readonly everyMs: number
  /** The number of the last look, 0 before the first. */
  readonly last: number
}

export interface Settlement {
  readonly state: GrayState
  readonly finding?: Finding
}

const FIRST_LOOK = 3

/** States in which a part of the customers still tries the release. */
const watched: readonly GrayState[] = ['observing', 'better', 'same', 'unclear']

export function isWatched({ state, percent }: Pick<GrayRelease, 'state' | 'percent'>): boolean {
  return percent > 0 && watched.includes(state)
}

/** The number of the look that is due at `elapsedMs`, or of the last look while none is due. */
export function lookDue(elapsedMs: number, { everyMs, last }: Look): number {
  const number = Math.floor(elapsedMs / everyMs)
  return number >= FIRST_LOOK && number > last ? number : last
}

/** The release's next state; undefined when it stays. */
export function nextState(release: GrayRelease, seen: Seen, isLook: boolean): Settlement | undefined {
  const tripped = hasTripped(seen.recent, seen.stable)
  if (tripped) return back(release, tripped)
  if (!isLook) return undefined
  const verdict = judge(seen)
  if (verdict.kind === 'worse') {
    const { kind: _kind, ...finding } = verdict
    return back(release, finding)
  }
  if (seen.elapsedMs < release.observe_s * 1_000 || release.state === verdict.kind) return undefined
  // After the first verdict a person decides: from then on only a turn for the worse changes the state.
  if (release.state !== 'observing' && release.state !== 'unclear') return undefined
  if (verdict.kind !== 'better') return { state: verdict.kind }
  const { kind: _kind, ...finding } = verdict
  return { state: 'better', finding }
}

function back({ on_worse }: GrayRelease, finding: Finding): Settlement {
  return { state: on_worse === 'rollback' ? 'rolled-back' : 'worse', finding }
}

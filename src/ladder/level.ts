// The level in force and why. What raises and lowers it on its own is ladder.ts; this is the switch everybody reads.
import type { Level } from '../answer/answer.js'
import type { Clock } from '../clock.js'

export interface LevelState {
  readonly level: Level
  readonly mode: 'auto' | 'manual'
  /** A stable word: why this level. */
  readonly reason: string
  /** Epoch milliseconds of the last change. */
  readonly since: number
}

export interface LevelSwitch {
  current(): LevelState
  /** An operator's word: a fixed level, or back to automatic. */
  set(level: Level | 'auto'): Promise<LevelState>
}

/** The switch of a process alone. */
export function createLevelSwitch(clock: Clock): LevelSwitch {
  let state: LevelState = { level: 0, mode: 'auto', reason: 'all-well', since: clock.now() }
  return {
    current: () => state,
    async set(level) {
      state =
        level === 'auto'
          ? { level: 0, mode: 'auto', reason: 'all-well', since: clock.now() }
          : { level, mode: 'manual', reason: 'set-by-operator', since: clock.now() }
      return state
    },
  }
}

// The level in force and why, as everybody reads it. What raises and lowers it is next-level.ts; how the processes of a
// cluster come to the same one is ladder.ts.
import type { Level } from '../answer/answer.js'

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
}

/** An operator's word for the whole cluster: a fixed level, or the ladder's own. */
export interface LevelDocument {
  readonly level: Level | 'auto'
}

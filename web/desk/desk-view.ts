// The input of every part of the console.
import type { Board } from './board.js'
import type { Canned } from './canned.js'
import type { DeskWork } from './desk-work.js'
import type { KeptDesk } from './kept.js'
import type { DeskWords } from './words.js'

export interface DeskView {
  readonly board: Board
  readonly said: DeskWords
  readonly work: DeskWork
  readonly kept: KeptDesk
  readonly canned: readonly Canned[]
  /** Now, in whole seconds: clocks are drawn anew once a second. */
  readonly second: number
}

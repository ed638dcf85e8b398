// The input of the parts of the console: the same from one drawing to the next, so that a part is drawn anew only when its
// own piece of the board is another.
import type { Seconds } from '../design/seconds.js'
import type { Canned } from './canned.js'
import type { DeskWork } from './desk-work.js'
import type { KeptDesk } from './kept.js'
import type { DeskWords } from './words.js'

export interface DeskView {
  readonly said: DeskWords
  readonly work: DeskWork
  readonly kept: KeptDesk
  readonly canned: readonly Canned[]
  readonly seconds: Seconds
}

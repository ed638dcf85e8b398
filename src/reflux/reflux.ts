// Questions that a degraded answer served badly, kept for the model and the FAQ editors, and left messages, kept for the
// editors alone. Masked text only. Memory and Redis backends pass test/contracts/reflux.ts. Kept dialog by dialog, so
// that deleting one leaves no trace here.
import type { Level, Source } from '../answer/answer.js'

/** The answer's source; `message` for a left message, which nobody has answered. */
export type RefluxSource = Source | 'message'

export interface RefluxEntry {
  /** Epoch milliseconds of the answer, or of the left message. */
  readonly at: number
  readonly dialogId: string
  /** A left message has its own id here. */
  readonly turnId: string
  /** Keyed hash of the customer's id, by which their entries are found when they are erased. */
  readonly owner: string
  readonly shop: string
  readonly question: string
  /** Empty for a left message. */
  readonly answer: string
  readonly level: Level
  readonly source: RefluxSource
  /** The model's later answer. */
  readonly better?: string
  /** Whether the better answer stands in the dialog; absent before it was tried. */
  readonly delivered?: boolean
}

/** A dialog's entries, oldest first. */
export interface RefluxRow {
  readonly dialogId: string
  readonly entries: readonly RefluxEntry[]
  /** The row as it was read, which `settle` compares. */
  readonly stamp: string
}

/** Every operation may be repeated and throws Problem 'store-away'. */
export interface Reflux {
  /** Keeps an entry; if it is one to ask again, its dialog waits for better answers again. A dialog's entries beyond
   *  `entriesMost` are not kept, and of too many dialogs the oldest go. */
  add(entry: RefluxEntry): Promise<void>
  /** The dialog that has waited longest. */
  next(): Promise<RefluxRow | undefined>
  /** Puts the entries in the place of the row's: the dialog waits no longer. False when the row has changed. */
  settle(row: RefluxRow, entries: readonly RefluxEntry[]): Promise<boolean>
  erase(dialogId: string): Promise<void>
  /** Drops the dialogs that are kept longer than `ageMs`: nothing shows them any more. */
  trim(): Promise<void>
  /** All rows, the dialog that came first first; with `after` those behind that dialog (Problem 'not-found' when it is
   *  gone). */
  rows(after?: string): AsyncGenerator<RefluxRow>
}

export interface RefluxLimits {
  readonly dialogsMost: number
  readonly entriesMost: number
  /** A dialog and its entries are kept so long, from its first one on. */
  readonly ageMs: number
}

export const refluxLimits: RefluxLimits = {
  dialogsMost: 10_000,
  entriesMost: 20,
  ageMs: 30 * 86_400_000,
}

/** Hot answers and those of the shop's books are as good as the model's; below level 2 the others are, too. Left messages
 *  are kept at any level. */
export function isForReflux({ level, source }: Pick<RefluxEntry, 'level' | 'source'>): boolean {
  return source === 'message' || (level >= 2 && source !== 'hot' && source !== 'tool')
}

/** Left messages are for people: their customer may have refused the bot. */
export function isToAskAgain({ source }: Pick<RefluxEntry, 'source'>): boolean {
  return source !== 'message'
}

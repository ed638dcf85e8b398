// Where the processes of a cluster put up what they see and read what they agreed on. Memory and Redis
// backends pass test/contracts/level-store.ts.
import type { LadderState } from './next-level.js'
import type { Report } from './signals.js'

/** A report that was not renewed for so long is not counted: its process is dead or cut off. */
export const FRESH_MS = 2_000

/** The agreed state and the reports of all processes. */
export interface LevelSnapshot {
  /** Its clock, the same for every process, in milliseconds. */
  readonly now: number
  /** The agreed state as it is stored, '' before the first: what `move` compares. */
  readonly stamp: string
  readonly state: LadderState | undefined
  /** Fresh reports by the incarnation of their process, the caller's included. */
  readonly reports: ReadonlyMap<string, Report>
}

export interface LevelStore {
  /** Puts up this process's report and reads everything. Throws Problem 'store-away'. */
  exchange(processId: string, report: Report): Promise<LevelSnapshot>
  /** Replaces the agreed state if it is still the one read as `stamp`; false when another process was first. */
  move(stamp: string, to: LadderState): Promise<boolean>
  /** Hands over each state as it is agreed on, by whichever process; a message may be lost. */
  listen(onMove: (state: LadderState) => void): void
  /** Takes the process's report away. */
  remove(processId: string): Promise<void>
}

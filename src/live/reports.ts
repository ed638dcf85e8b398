// What each process says of its last second, where every process reads it. Memory and Redis backends pass
// test/contracts/live-reports.ts.
import type { LiveReport } from './report.js'

export interface LiveReports {
  /** Puts up this process's report and reads those of all processes that live, this one's included.
   *  Throws Problem 'store-away'. */
  exchange(processId: string, report: LiveReport): Promise<ReadonlyMap<string, LiveReport>>
  /** Takes the process's report away. */
  remove(processId: string): Promise<void>
}

/** A report that was not renewed for so long is of a process that is dead or cut off. */
export const FRESH_MS = 2_500

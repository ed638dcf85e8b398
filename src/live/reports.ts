// Each process's report on its last second, readable by every process. Memory and Redis backends pass
// test/contracts/live-reports.ts.
import type { LiveReport } from './report.js'

export interface LiveReports {
  /** Stores this process's report and reads those of all live processes, this one included.
   *  Throws Problem 'store-away'. */
  exchange(processId: string, report: LiveReport): Promise<ReadonlyMap<string, LiveReport>>
  /** Removes the process's report. */
  remove(processId: string): Promise<void>
}

/** A report not renewed for this time belongs to a dead or cut-off process. */
export const FRESH_MS = 2_500

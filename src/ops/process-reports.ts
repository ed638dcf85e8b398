// The last report of every process of the cluster, kept where all can read it, and the sums of those that have
// gone: counters must never fall because a process ended. Memory and Redis backends pass
// test/contracts/process-reports.ts.

/** Counts that only grow, by a key that names each; the keys are the metrics' business. */
export type Sums = Readonly<Record<string, number>>

/** A process's report on itself. */
export interface ProcessReport {
  readonly sums: Sums
  /** The rest of the report, as JSON values. */
  readonly rest: unknown
}

export interface ReportEntry {
  readonly report: ProcessReport
  /** Age of the report, by the store's clock. */
  readonly ageMs: number
}

export interface ReportsReading {
  /** By the incarnation of the process. */
  readonly entries: ReadonlyMap<string, ReportEntry>
  /** Of all processes that have been retired. */
  readonly past: Sums
}

/** All of them throw Problem 'store-away'. */
export interface ProcessReports {
  /** Puts a process's report in the place of its last one. */
  put(processId: string, report: ProcessReport): Promise<void>
  read(): Promise<ReportsReading>
  /** Adds the sums of a process that has gone to the past and forgets it; nothing when it was retired before. */
  retire(processId: string): Promise<void>
}

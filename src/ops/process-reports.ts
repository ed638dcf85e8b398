// What every process of the cluster last said of itself, kept where all can read it, and the sums of those that have
// gone: counters must never fall because a process ended. Memory and Redis backends pass test/contracts/process-reports.ts.

/** Counts that only grow, by a key that names each; the keys are the metrics' business. */
export type Sums = Readonly<Record<string, number>>

/** A process's word on itself. */
export interface Word {
  readonly sums: Sums
  /** Whatever else it says, as JSON values. */
  readonly rest: unknown
}

export interface Entry {
  readonly word: Word
  /** How old the word is, by the store's clock. */
  readonly ageMs: number
}

export interface CensusReading {
  /** By the incarnation of the process. */
  readonly entries: ReadonlyMap<string, Entry>
  /** Of all processes that have been retired. */
  readonly past: Sums
}

/** All of them throw Problem 'store-away'. */
export interface Census {
  /** Puts a process's word in the place of its last one. */
  note(origin: string, word: Word): Promise<void>
  read(): Promise<CensusReading>
  /** Adds the sums of a process that has gone to the past and forgets it; nothing when it was retired before. */
  retire(origin: string): Promise<void>
}

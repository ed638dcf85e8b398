// Settings that operators may change while the service runs: one table of named texts for the whole cluster, at most
// a second old in every process. What the texts mean is the business of those who own the names; most are documents
// (src/documents/), which have names of their own.

/** A random id: when it changes, every process forgets the answers it learned. */
export const PURGE_SETTING = 'hot-purge'

export interface Snapshot {
  /** Random, new at each write, so that a store rolled back by a failover never looks unchanged; '' before the
   *  first. */
  readonly version: string
  readonly values: ReadonlyMap<string, string>
}

/** Names and their new texts; undefined takes a name out. */
export type Changes = Readonly<Record<string, string | undefined>>

export interface Settings {
  current(): Snapshot
  /** Stores all changes at once; resolves when they are stored and in force here, a message on its way to the others.
   *  Throws Problem 'store-away', and then nothing may be assumed. */
  write(changes: Changes): Promise<Snapshot>
  /** Brings what is stored in force here now instead of within a second. Throws Problem 'store-away'. */
  refresh(): Promise<void>
  /** Calls `take` now and after each change. */
  watch(take: (snapshot: Snapshot) => void): void
  close(): Promise<void>
}

/** The part of a watched table that its owner needs, to see whether it has changed. */
export function under(snapshot: Snapshot, prefix: string): [name: string, value: string][] {
  return [...snapshot.values].filter(([name]) => name.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1))
}

// Settings that operators may change while the service runs: one table of named texts for the whole cluster, at most
// a second old in every process. What the texts mean is the business of those who own the names.

/** The owners' names. A shop's name may hold any character, so it is encoded. */
export const settingNames = {
  /** An operator's level; absent when the ladder decides. */
  level: 'level',
  gray: 'gray',
  /** A random id: when it changes, every process forgets the answers it learned. */
  purge: 'hot-purge',
  pinned: (shop: string) => `pinned/${encodeURIComponent(shop)}`,
  faq: (shop: string, topic: string) => `faq/${encodeURIComponent(shop)}/${topic}`,
} as const

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
  /** Calls `take` now and after each change. */
  watch(take: (snapshot: Snapshot) => void): void
  close(): Promise<void>
}

/** The part of a watched table that its owner needs, to see whether it has changed. */
export function under(snapshot: Snapshot, prefix: string): [name: string, value: string][] {
  return [...snapshot.values].filter(([name]) => name.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1))
}

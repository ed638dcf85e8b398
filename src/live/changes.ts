// Changes in the cluster with their authors and reasons: the newest thousand, in one order for all processes.
// Memory and Redis backends pass test/contracts/changes.ts.

export interface Change {
  /** A document's name, or `breaker`, `process`, `store`. */
  readonly kind: string
  /** An operator's `sub`, `ladder`, or the process that saw it. */
  readonly by: string
  readonly from: string | number | null
  readonly to: string | number
  readonly why: string
}

export interface KeptChange extends Change {
  /** Rising; `isAfter` compares two. */
  readonly id: string
}

/** Each method throws Problem 'store-away'. */
export interface ClusterChanges {
  /** Keeps a change. Of changes with the same name within ten seconds the first is kept, because several processes see
   *  the same event. */
  add(change: Change, name: string): Promise<void>
  /** The changes after `id`, oldest first; all kept ones when `id` is ''. */
  after(id: string): Promise<KeptChange[]>
  /** The id of the newest, '' when there is none. */
  newest(): Promise<string>
}

export const CHANGES_KEPT = 1_000
export const SAME_MS = 10_000

/** The form of an id. */
export const changeId = /^\d{1,15}-\d{1,10}$/

export function isAfter(id: string, other: string): boolean {
  const [ms = 0, n = 0] = id.split('-').map(Number)
  const [otherMs = -1, otherN = -1] = other === '' ? [] : other.split('-').map(Number)
  return ms > otherMs || (ms === otherMs && n > otherN)
}

// The numbers that bound a dialog's record.

/** The numbers a backend needs, from the configuration. */
export interface DialogLimits {
  /** A dialog is forgotten this long after its last turn. */
  readonly ttlMs: number
  /** Turns kept for reading. */
  readonly keepTurns: number
  /** Turns given to prompts. */
  readonly historyTurns: number
  /** Waiting turns of one dialog; the running one does not count. */
  readonly mailboxMax: number
  /** Turns that may wait for a person. */
  readonly seatMailboxMax: number
  /** A dialog in which a person took part is kept at least this long after that. */
  readonly handedTtlMs: number
}

/** A dialog remembers this many of its newest idempotency keys. */
export const KEYS_KEPT = 200
/** A dialog remembers this many of its newest cancelled turns: more than can be under way at once. */
export const CANCELS_KEPT = 200
/** Life of an erased dialog's mark: longer than any turn may run. */
export const ERASED_MARK_MS = 60_000
/** A dialog remembers the keys of this many of its newest messages of seats. */
export const SAY_KEYS_KEPT = 200
/** A dialog remembers this many of the newest keys under which its customer asked for a person. */
export const ASK_KEYS_KEPT = 20
/** A dialog remembers this many of the newest keys under which seats acted. */
export const ACT_KEYS_KEPT = 50
/** Messages that a customer may leave in a dialog. */
export const LEFT_MAX = 3
/** No rule queues a dialog for this time after its customer left the queue. */
export const QUIET_MS = 600_000
/** A returned dialog comes before all but those of danger. */
export const RETURNED_PRIORITY = 1
/** Number of newest notes that a dialog keeps. */
export const NOTES_KEPT = 50

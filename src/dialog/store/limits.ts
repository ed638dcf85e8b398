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
  /** A dialog in which a person took part is forgotten this long after that at the earliest. */
  readonly handedTtlMs: number
}

/** A dialog remembers this many of its newest idempotency keys. */
export const KEYS_KEPT = 200
/** A dialog remembers this many of its newest cancelled turns: more than can be under way at once. */
export const CANCELS_KEPT = 200
/** A deleted dialog's mark stands this long: longer than any turn may run. */
export const ERASED_MARK_MS = 60_000
/** A dialog remembers the keys of this many of its newest messages of seats. */
export const SAY_KEYS_KEPT = 200
/** Messages that a customer may leave in a dialog. */
export const LEFT_MAX = 3
/** After its customer left the queue no rule queues a dialog for so long. */
export const QUIET_MS = 600_000
/** What is returned goes before all but danger. */
export const RETURNED_PRIORITY = 1
/** Notes that a dialog keeps, the newest. */
export const NOTES_KEPT = 50

// The bad second: the one definition of unavailability, for the server, its rules and its board, and for the
// rehearsal. Pure.

/** The promise: a first response within this time, unless the customer asked to wait longer. */
export const RESPONSE_MS = 500
/** A larger share of badly served customers makes a second bad. */
const BAD_SHARE = 0.01
/** Fewer requests than this are too few for a share. */
const LEAST_REQUESTS = 5

/** The requests that arrived in one second. */
export interface SecondTally {
  readonly requests: number
  /** Those that got a 5xx. */
  readonly faults: number
  /** Those that got a 5xx, a broken reply or a late first response; each once. */
  readonly bad: number
}

export function isBadSecond({ requests, faults, bad }: SecondTally): boolean {
  return requests < LEAST_REQUESTS ? faults > 0 : bad > BAD_SHARE * requests
}

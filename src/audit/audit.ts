// The audit: what was masked or blocked where, what operators did, what was erased, who was turned away. Never a value:
// a keyed hash stands for it. Dialogs and people stand here under hashes of their own purpose, so that an erased dialog
// leaves no id behind. Memory and Redis backends pass test/contracts/audit.ts.
// It is kept in streams with a bound each, so that nobody's entries push out those of somebody who may do less.

export interface AuditEvent {
  /** A masking kind such as `mobile`, or `blocked`, `more`, `admin`, `seat`, `erasure`, `refused`, `tool`, `confirm`. */
  readonly kind: string
  /** `question`, `answer`, the route's path, or the tool. */
  readonly place: string
  /** The masking rule, the blocked category, the method of an operator's act, what a seat did, why somebody was turned
   *  away, how a call of a tool ended, or the decision about a write. */
  readonly rule: string
  readonly traceId: string
  /** Absent where no shop is known: a refusal without a token. */
  readonly shop?: string
  /** Of an entry that stands for many hits: how many. */
  readonly count?: number
  /** Keyed hash of the value, where there was one. */
  readonly hash?: string
  /** Keyed hashes: the dialog, and the customer it is about. */
  readonly dialog?: string
  readonly customer?: string
  /** The `sub` of the operator or seat who acted: an act is answered for by name. */
  readonly by?: string
  /** A document before and after: its versions, or its values where they are a word. */
  readonly from?: string | number
  readonly to?: string | number
  /** The operator's reason. */
  readonly why?: string
}

export interface AuditEntry extends AuditEvent {
  /** Where the entry stands: milliseconds and a number, rising. */
  readonly id: string
  /** Epoch milliseconds, in the store's time. */
  readonly at: number
}

/** Entries that are stored together, once however often they come. */
export interface AuditBatch {
  /** The process, and its batch number. */
  readonly from: string
  readonly number: number
  /** Each with the milliseconds that have passed since: no clock but the store's counts. */
  readonly events: readonly (readonly [agoMs: number, event: AuditEvent])[]
}

/** In the order of a page's cursor. `hits`: masked and blocked places, refusals, of which anybody can cause many.
 *  `erasures`: dialogs that customers deleted. `acts`: what operators did, erased customers included. `seats`: what seats
 *  did to dialogs. */
export const auditStreams = ['hits', 'erasures', 'acts', 'seats'] as const
export type AuditStream = (typeof auditStreams)[number]
export type PerStream<T> = Readonly<Record<AuditStream, T>>
export type AuditStreams = PerStream<Audit>

export function perStream<T>(make: (stream: AuditStream) => T): PerStream<T> {
  return { hits: make('hits'), erasures: make('erasures'), acts: make('acts'), seats: make('seats') }
}

/** One stream. Throws Problem 'store-away'. */
export interface Audit {
  /** Stores the batch, which may be empty, and drops what is too many or too old. May be repeated as long as no other
   *  batch of its process was stored. */
  append(batch: AuditBatch): Promise<void>
  /** Entries after `after` (an id, or epoch milliseconds; '' is the beginning), oldest first. */
  read(after: string, count: number): Promise<readonly AuditEntry[]>
}

/** Bounds of each stream. */
export interface AuditLimits {
  readonly entriesMost: number
  readonly ageMs: number
}

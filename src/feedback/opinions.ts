// Opinions of customers on answers and people: thumbs, reports, ratings of services. Kept with their dialog and gone
// with it. Masked text only. Memory and Redis backends pass test/contracts/opinions.ts.
import type { Source } from '../answer/answer.js'
import type { KeepsEvent } from '../dialog/store/event-seed.js'
import type { DialogId, TurnId } from '../ids.js'

interface OpinionBase {
  readonly shop: string
  /** The release that gave the answer, or took the rating. */
  readonly variant: string
}

interface OfAnswer extends OpinionBase {
  readonly turnId: TurnId
  /** Of the answer. */
  readonly source: Source
}

export interface Rating extends OfAnswer {
  readonly kind: 'rating'
  readonly score: -1 | 1
  readonly comment?: string
}

export type Grievance = 'wrong' | 'harmful' | 'privacy' | 'other'

export interface AnswerReport extends OfAnswer {
  readonly kind: 'report'
  /** 32 hex digits. */
  readonly reportId: string
  readonly grievance: Grievance
  readonly text?: string
}

export interface ServiceRating extends OpinionBase {
  readonly kind: 'service'
  readonly serviceId: string
  /** The seat's, as its token says it. */
  readonly sub: string
  /** 1 to 5; absent: the customer did not want to rate it. */
  readonly score?: number
  readonly solved?: boolean
  /** Masked. */
  readonly comment?: string
}

export type Opinion = Rating | AnswerReport | ServiceRating

export interface OpinionWrite extends KeepsEvent {
  readonly dialogId: DialogId
  readonly owner: string
  /** A rating replaces that of its turn or service, a report the one of its id. */
  readonly opinion: Opinion
  /** Hashes of the Idempotency-Key and of what was sent under it. */
  readonly once?: { readonly key: string; readonly body: string }
}

/** `at` is epoch milliseconds in the store's time, of the first write under a key. */
export type Kept =
  | { readonly kind: 'kept'; readonly at: number; readonly before: Opinion | undefined }
  | { readonly kind: 'repeated'; readonly at: number }
  | { readonly kind: 'key-reused' }
  /** The dialog has as many opinions as it may. */
  | { readonly kind: 'full' }
  | { readonly kind: 'absent' }

export interface DialogOpinions {
  readonly dialogId: DialogId
  readonly opinions: readonly (Opinion & { readonly at: number })[]
}

/** Throws Problem 'store-away'. */
export interface Opinions {
  keep(write: OpinionWrite): Promise<Kept>
  /** Those of one dialog; none when it is not there. */
  of(dialogId: DialogId): Promise<DialogOpinions['opinions']>
  /** Those of live dialogs, the dialog with the oldest opinion first. */
  all(): AsyncGenerator<DialogOpinions>
  /** Drops what points to a deleted dialog. */
  erase(dialogId: DialogId): Promise<void>
}

export interface OpinionLimits {
  /** Opinions and keys of one dialog. */
  readonly entriesMost: number
  /** Of too many dialogs those whose opinions came first are no longer exported. */
  readonly dialogsMost: number
}

export const opinionLimits: OpinionLimits = { entriesMost: 200, dialogsMost: 100_000 }

/** Under this name a dialog keeps an opinion. */
export function fieldOf(opinion: Opinion): string {
  if (opinion.kind === 'service') return `s${opinion.serviceId}`
  return opinion.kind === 'rating' ? `r${opinion.turnId}` : `g${opinion.reportId}`
}

/** The turn or the service. */
export function subjectOf(opinion: Opinion): string {
  return opinion.kind === 'service' ? opinion.serviceId : opinion.turnId
}

/** The score is not the one that stood before; the same opinion that comes again under its key changes none. */
export function isNewScore(kept: Kept, score: number): boolean {
  if (kept.kind !== 'kept') return false
  const { before } = kept
  return before === undefined || before.kind === 'report' || before.score !== score
}

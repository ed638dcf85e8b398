// What customers say of answers: thumbs and reports. Kept with their dialog and gone with it. Masked text only.
// Memory and Redis backends pass test/contracts/opinions.ts.
import type { Source } from '../answer/answer.js'
import type { DialogId, TurnId } from '../ids.js'

interface OpinionBase {
  readonly turnId: TurnId
  readonly shop: string
  /** The answer's source and the release that gave it. */
  readonly source: Source
  readonly variant: string
}

export interface Rating extends OpinionBase {
  readonly kind: 'rating'
  readonly score: -1 | 1
  readonly comment?: string
}

export type Grievance = 'wrong' | 'harmful' | 'privacy' | 'other'

export interface AnswerReport extends OpinionBase {
  readonly kind: 'report'
  /** 32 hex digits. */
  readonly reportId: string
  readonly grievance: Grievance
  readonly text?: string
}

export type Opinion = Rating | AnswerReport

export interface OpinionWrite {
  readonly dialogId: DialogId
  readonly owner: string
  /** A rating replaces that of its turn, a report the one of its id. */
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
  return opinion.kind === 'rating' ? `r${opinion.turnId}` : `g${opinion.reportId}`
}

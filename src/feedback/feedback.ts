// Takes customers' opinions of answers: masks what they wrote, keeps it, and counts.
import type { Source } from '../answer/answer.js'
import type { Identity } from '../auth/identity.js'
import type { TurnRef } from '../dialog/store/dialogs.js'
import type { KeyedHash } from '../privacy/keyed-hash.js'
import type { KeepOnce } from './keep-once.js'
import { type AnswerReport, type Grievance, isNewScore, type Opinion, type Rating } from './opinions.js'

interface OpinionOrder {
  readonly customer: Identity
  readonly turn: TurnRef
  /** Of the answer. */
  readonly source: Source
  /** The release that gave it. */
  readonly variant: string
  /** The raw Idempotency-Key. */
  readonly key?: string | undefined
}

export interface RatingOrder extends OpinionOrder {
  readonly score: Rating['score']
  /** Raw. */
  readonly comment?: string | undefined
  /** Of the customer. */
  readonly language: string
}

export interface ReportOrder extends OpinionOrder {
  readonly grievance: Grievance
  /** Raw. */
  readonly text?: string | undefined
}

export interface ReportReceipt {
  readonly reportId: string
  /** Epoch milliseconds by which the shop answers. */
  readonly answerBy: number
}

/** Throws Problem 'not-found', 'key-reused', 'rate-limited', 'masking-failed' or 'store-away'. */
export interface Feedback {
  /** Replaces the turn's earlier rating. */
  rate(order: RatingOrder): Promise<void>
  report(order: ReportOrder): Promise<ReportReceipt>
}

export interface FeedbackDeps {
  readonly keepOnce: KeepOnce
  mask(text: string): Promise<string>
  readonly keyedHash: KeyedHash
  newId(): string
  /** Called once for each thumb that changes. */
  rated(rating: { readonly about: 'turn'; readonly score: number; readonly variant: string }): void
  /** Called with each thumb down that is kept. */
  disliked(order: RatingOrder): void
}

export interface FeedbackRules {
  /** REPORT_HOURS in milliseconds. */
  readonly reportMs: number
}

export function createFeedback(deps: FeedbackDeps, { reportMs }: FeedbackRules): Feedback {
  const { keepOnce, mask, keyedHash, newId } = deps

  const keep = ({ customer, turn, key }: OpinionOrder, opinion: Opinion, sent: unknown) =>
    keepOnce({ dialogId: turn.dialogId, owner: customer.owner, opinion, key, sent })

  const common = ({ customer, turn, source, variant }: OpinionOrder) => ({
    turnId: turn.turnId,
    shop: customer.shop,
    source,
    variant,
  })

  return {
    async rate(order) {
      const { score, comment } = order
      const written = comment === undefined ? {} : { comment: await mask(comment) }
      const rating: Rating = { kind: 'rating', ...common(order), score, ...written }
      const kept = await keep(order, rating, [score, comment])
      if (isNewScore(kept, score)) deps.rated({ about: 'turn', score, variant: order.variant })
      if (score < 0) deps.disliked(order)
    },
    async report(order) {
      const { grievance, text, turn, key } = order
      const written = text === undefined ? {} : { text: await mask(text) }
      // A retry names the same report.
      const reportId = key === undefined ? newId() : keyedHash('opinion', turn.dialogId, turn.turnId, key)
      const report: AnswerReport = { kind: 'report', reportId, ...common(order), grievance, ...written }
      const { at } = await keep(order, report, [grievance, text])
      return { reportId, answerBy: at + reportMs }
    },
  }
}

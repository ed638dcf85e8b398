// A customer's opinion of an answer, over HTTP or a socket: of an answered turn of theirs, at a bounded pace.
import type { Identity } from '../../auth/identity.js'
import type { Chat } from '../../dialog/chat.js'
import type { TurnRef } from '../../dialog/store/dialogs.js'
import type { Feedback, RatingOrder, ReportOrder, ReportReceipt } from '../../feedback/feedback.js'
import { Problem } from '../../problem.js'
import type { MakeCustomerRate } from '../customer-rate.js'
import { questionOf } from './question.js'

export interface OpinionDeps {
  readonly chat: Pick<Chat, 'readTurn'>
  readonly feedback: Feedback
  readonly customerRate: MakeCustomerRate
  readonly limits: { readonly readMs: number }
}

type Own<Order> = Omit<Order, 'source' | 'customer'>

/** Texts are raw. Both throw Problems. */
export interface OpinionsOfCustomers {
  rate(customer: Identity, order: Own<RatingOrder>): Promise<void>
  report(customer: Identity, order: Own<ReportOrder>): Promise<ReportReceipt>
}

const TEXT_MAX = 500
const PER_S = 2
const IN_A_ROW = 20

export function createOpinionsOfCustomers(deps: OpinionDeps): OpinionsOfCustomers {
  const { chat, feedback, customerRate, limits } = deps
  const mayTell = customerRate(PER_S, IN_A_ROW)

  async function sourceOf(customer: Identity, turn: TurnRef) {
    if (!mayTell(customer.owner)) throw new Problem('rate-limited', { retryAfterS: 1 })
    const signal = AbortSignal.timeout(limits.readMs)
    const view = await chat.readTurn({ customer, turn, waitMs: 0, signal })
    if (view.kind === 'gone') throw new Problem('gone')
    if (view.kind !== 'done') throw new Problem('not-found')
    return view.turn.answer.source
  }

  const checked = (text: string | undefined, field: string) =>
    text === undefined ? undefined : questionOf(text, field, TEXT_MAX)

  return {
    async rate(customer, order) {
      const comment = checked(order.comment, '/comment')
      await feedback.rate({ ...order, comment, customer, source: await sourceOf(customer, order.turn) })
    },
    async report(customer, order) {
      const text = checked(order.text, '/text')
      return feedback.report({ ...order, text, customer, source: await sourceOf(customer, order.turn) })
    },
  }
}

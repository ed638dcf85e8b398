// A customer's opinion of an answer or a service, over HTTP or a socket: of what is theirs, at a bounded pace.
import type { Identity } from '../../auth/identity.js'
import type { Chat } from '../../dialog/chat.js'
import type { TurnRef } from '../../dialog/store/dialogs.js'
import type { Feedback, RatingOrder, ReportOrder, ReportReceipt } from '../../feedback/feedback.js'
import type { RateService, Score, Verdict } from '../../feedback/service-ratings.js'
import { STABLE } from '../../gray/variant.js'
import { Problem } from '../../problem.js'
import type { MakeCustomerRate } from '../customer-rate.js'
import { questionOf } from './question.js'

export interface OpinionDeps {
  readonly chat: Pick<Chat, 'readTurn'>
  readonly feedback: Feedback
  readonly rateService: RateService
  readonly customerRate: MakeCustomerRate
  readonly limits: { readonly readMs: number }
}

type Own<Order> = Omit<Order, 'source' | 'variant' | 'customer'>

/** A customer's verdict on a service. */
export interface ServiceVerdict {
  readonly service_id?: string | null
  readonly score?: Score | null
  readonly declined?: true | null
  readonly solved?: boolean | null
  /** Raw. */
  readonly comment?: string | null
}

/** Texts are raw. All throw Problems. */
export interface OpinionsOfCustomers {
  rate(customer: Identity, order: Own<RatingOrder>): Promise<void>
  report(customer: Identity, order: Own<ReportOrder>): Promise<ReportReceipt>
  rateService(
    customer: Identity,
    about: { dialogId: string; key?: string | undefined },
    said: ServiceVerdict,
  ): Promise<void>
}

const TEXT_MAX = 500
const PER_S = 2
const IN_A_ROW = 20

export function createOpinionsOfCustomers(deps: OpinionDeps): OpinionsOfCustomers {
  const { chat, feedback, customerRate, limits } = deps
  const mayTell = customerRate(PER_S, IN_A_ROW)

  function pay({ owner }: Identity): void {
    if (!mayTell(owner)) throw new Problem('rate-limited', { retryAfterS: 1 })
  }

  /** The part of the answer that an opinion keeps. */
  async function answerOf(customer: Identity, turn: TurnRef) {
    pay(customer)
    const signal = AbortSignal.timeout(limits.readMs)
    const view = await chat.readTurn({ customer, turn, waitMs: 0, signal })
    if (view.kind === 'gone') throw new Problem('gone')
    if (view.kind !== 'done') throw new Problem('not-found')
    const { source, variant = STABLE } = view.turn.answer
    return { source, variant }
  }

  const checked = (text: string | undefined, field: string) =>
    text === undefined ? undefined : questionOf(text, field, TEXT_MAX)

  return {
    async rate(customer, order) {
      const comment = checked(order.comment, '/comment')
      await feedback.rate({ ...order, comment, customer, ...(await answerOf(customer, order.turn)) })
    },
    async report(customer, order) {
      const text = checked(order.text, '/text')
      return feedback.report({ ...order, text, customer, ...(await answerOf(customer, order.turn)) })
    },
    async rateService(customer, about, said) {
      pay(customer)
      const comment = checked(said.comment ?? undefined, '/comment')
      const serviceId = said.service_id ?? undefined
      await deps.rateService({ ...about, customer, serviceId, verdict: verdictOf(said, comment) })
    },
  }
}

/** Either a score or that none is wanted. */
function verdictOf({ score, declined, solved }: ServiceVerdict, comment: string | undefined): Verdict {
  if (declined && !score) return { declined }
  if (score && !declined) return { score, solved: solved ?? undefined, comment }
  const message = 'must be there, or `declined`, and not both'
  throw new Problem('invalid-field', { errors: [{ field: '/score', message }] })
}

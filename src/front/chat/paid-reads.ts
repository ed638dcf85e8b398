// Cost of a customer's questions to the store: every read, cancel and deletion spends from a bucket of its customer,
// few of one customer run at once, and whole dialogs pass a gate that all customers share. Without these bounds the
// replies to one customer would hold up everybody's (docs/front.md).
import type { Identity } from '../../auth/identity.js'
import type { Chat } from '../../dialog/chat.js'
import { Problem } from '../../problem.js'
import { type MakeCustomerRate, pay } from '../customer-rate.js'
import { createTurnstile, type Turnstile } from './turnstile.js'

/** Questions to the store that one customer may ask of this process. A page that comes back resumes up to 32 dialogs
 *  at once and polls each second; a hundred in a row leave room for three such pages. */
export const READS_PER_S = 20
export const READS_IN_A_ROW = 100
/** Of one customer's questions so many run at a time; the others wait their turn. */
const CUSTOMER_AT_ONCE = 4
/** Whole dialogs that are read at a time for all customers: each reply may have some 300 KiB. */
const DIALOGS_AT_ONCE = 8

export interface PaidReadDeps {
  readonly chat: Chat
  readonly customerRate: MakeCustomerRate
  /** Gives a place for something that is held open; undefined when the customer has too many. */
  hold(owner: string): (() => void) | undefined
}

/** The same chat, its questions to the store paid for. They reject with Problem 'rate-limited' when they cannot be. */
export function createPaidReads({ chat, customerRate, hold }: PaidReadDeps): Chat {
  const mayAsk = customerRate(READS_PER_S, READS_IN_A_ROW)
  const dialogs = createTurnstile(DIALOGS_AT_ONCE)
  const customers = new Map<string, Turnstile>()

  /** Lets the question through when fewer of this customer's are under way. */
  async function inTurn<T>(customer: Identity, question: () => Promise<T>): Promise<T> {
    pay(mayAsk, customer.owner)
    const { owner } = customer
    const own = customers.get(owner) ?? createTurnstile(CUSTOMER_AT_ONCE)
    customers.set(owner, own)
    try {
      return await own.pass(question)
    } finally {
      if (own.isIdle()) customers.delete(owner)
    }
  }

  return {
    ...chat,
    read: (customer, dialogId, signal) =>
      inTurn(customer, () => dialogs.pass(() => chat.read(customer, dialogId, signal))),
    // A cursor of 0 asks for all of it.
    readAfter: (customer, from, signal) =>
      inTurn(customer, () => dialogs.pass(() => chat.readAfter(customer, from, signal))),
    async readTurn(look) {
      if (look.waitMs === 0) return inTurn(look.customer, () => chat.readTurn(look))
      // A long poll waits without a question under way most of the time: it takes a place among what is held open.
      pay(mayAsk, look.customer.owner)
      const leave = hold(look.customer.owner)
      if (leave === undefined) throw new Problem('rate-limited', { retryAfterS: 1 })
      return chat.readTurn(look).finally(leave)
    },
    cancel: (customer, turn) => inTurn(customer, () => chat.cancel(customer, turn)),
    erase: (customer, dialogId) => inTurn(customer, () => chat.erase(customer, dialogId)),
  }
}

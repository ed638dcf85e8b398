// What a turn is to the store, to its source of answers and to its client. Pure.
import type { Question } from '../answer/responder.js'
import type { Prepared } from '../offload/offload.js'
import type { TurnReply } from './chat.js'
import type { Claimant, Stored } from './dialogs.js'
import type { Turn } from './turn.js'

/** Kept after the vendor's last moment for masking and storing the answer that stands in for it. */
const TAIL_MS = 500

/** What the store may know of the turn. */
export function claimantOf(turn: Turn, prepared: Prepared, origin: string): Claimant {
  const { dialogId, opens } = turn.address
  return {
    dialogId,
    opens,
    turnId: turn.turnId,
    owner: turn.order.customer.owner,
    origin,
    text: prepared.masked,
    key: turn.key,
    textHash: turn.textHash,
    shop: turn.order.customer.shop,
  }
}

/** What of its question does not come out of masking. */
export function askedBy({ order }: Turn): Omit<Question, 'prepared' | 'level' | 'isPaid'> {
  return {
    shop: order.customer.shop,
    language: order.language,
    traceparent: order.trace.traceparent,
    deadlineAt: order.deadlineAt - TAIL_MS,
  }
}

export function placeOf({ address, turnId }: Turn) {
  return { dialogId: address.dialogId, turnId, renewed: address.renewed }
}

/** `now` is epoch milliseconds. */
export function replyOf(turn: Turn, { turn: stored }: Pick<Stored, 'turn'>, now: number): TurnReply {
  const { usage } = turn
  const costMs = now - turn.order.admittedAt
  const { dialogId, renewed } = turn.address
  return { dialogId, renewed, turn: stored, stateless: false, costMs, usage }
}

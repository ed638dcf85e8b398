// The row that an answered turn leaves behind, to be asked again. Pure.
import { isBlockedReason } from '../answer/blocked.js'
import type { TurnReply } from '../dialog/chat.js'
import type { Turn } from '../dialog/turn/turn.js'
import type { RefluxEntry } from './reflux.js'

/** Undefined for a turn that was served as well as ever, that may not be served at all, or that no dialog holds. */
export function badlyServed(
  { turnId, order }: Pick<Turn, 'turnId' | 'order'>,
  { dialogId, turn, stateless }: TurnReply,
): RefluxEntry | undefined {
  const { text: answer, level, source, reason, about, isUnshared } = turn.answer
  // A question about a customer's order is not asked again: the order stands otherwise by then.
  if (order.subject !== undefined || about !== undefined || isUnshared || reason === 'shop-away')
    return undefined
  // Small talk gives no reason.
  if (stateless || (source === 'faq' && reason === undefined) || isBlockedReason(reason)) return undefined
  const { owner, shop } = order.customer
  const { at, text: question } = turn
  return { at, dialogId, turnId, owner, shop, question, answer, level, source }
}

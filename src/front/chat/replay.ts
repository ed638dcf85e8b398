// Following a dialog from a cursor on: what was missed first, then what comes, each once and in order.

import type { StoredTurn } from '../../answer/answer.js'
import type { Identity } from '../../auth/identity.js'
import type { Chat } from '../../dialog/chat.js'
import { type DialogEvent, eventOf } from '../../dialog/follow/dialog-event.js'
import type { Subscriptions } from '../../dialog/follow/subscriptions.js'
import type { DialogNews } from '../../dialog/store/dialog-views.js'
import type { DialogId } from '../../ids.js'
import type { StopSignal } from '../../stop.js'

export type FollowEvent =
  | DialogEvent
  /** Missed events cannot be told apart: this is everything that is kept. */
  | { readonly kind: 'reset'; readonly turns: readonly StoredTurn[] }

export interface FollowOrder {
  readonly customer: Identity
  readonly dialogId: DialogId
  /** The last seq that the client has. */
  readonly after: number
  readonly signal: StopSignal
}

export interface FollowDeps {
  readonly chat: Chat
  readonly subscriptions: Subscriptions
}

/** Calls `tell` with the replay and then with every event; returns what ends it. Undefined: no such dialog of
 *  theirs. */
export async function follow(
  { chat, subscriptions }: FollowDeps,
  { customer, dialogId, after, signal }: FollowOrder,
  tell: (event: FollowEvent) => void,
): Promise<(() => void) | undefined> {
  const missed = await readMissed(chat, { customer, dialogId, after, signal })
  if (missed === undefined) return undefined
  const { newest, mode, seat, invitation, hadPerson } = missed
  const told = (event: FollowEvent) => tell(ownEvent(chat, customer, event))
  for (const event of replayOf(missed, after)) told(event)
  // The client may have left while a person talked: that they went is news then.
  if (mode !== 'bot' || hadPerson) tell({ kind: 'mode', mode, seat })
  if (invitation) tell({ kind: 'rate', invitation })
  // From what was read on, so that nothing falls between.
  const known = { after: newest, mode, serviceId: seat?.serviceId, ratingOf: invitation?.serviceId }
  return subscriptions.subscribe({ customer, dialogId, ...known }, told)
}

/** An answer with its customer's own values. A reset is history, which has none. */
export function ownEvent<E extends FollowEvent>(
  chat: Pick<Chat, 'shownTo'>,
  customer: Identity,
  event: E,
): E | Extract<DialogEvent, { kind: 'answer' }> {
  if (event.kind !== 'answer') return event
  const turn = chat.shownTo(customer, event.turn)
  return turn === event.turn ? event : { ...event, turn }
}

/** News that the client lacks, and no more, so that it costs the store little to come back. */
export async function readMissed(
  chat: Pick<Chat, 'readAfter'>,
  { customer, dialogId, after, signal }: FollowOrder,
): Promise<DialogNews | undefined> {
  const news = await chat.readAfter(customer, { dialogId, after }, signal)
  if (news === undefined || after <= news.newest) return news
  // A cursor that this dialog never gave: the client has to begin anew.
  return chat.readAfter(customer, { dialogId, after: 0 }, signal)
}

/** Everything after the cursor, or a reset when the cursor is not one of this dialog or what follows it is gone. */
export function replayOf(
  { newest, turns }: DialogNews,
  after: number,
): Exclude<FollowEvent, { kind: 'gone' }>[] {
  const isWhole = after <= newest && turns.length === newest - after
  return isWhole ? turns.map(eventOf) : [{ kind: 'reset', turns }]
}

export function seqOf(event: FollowEvent): number | undefined {
  return event.kind === 'answer' || event.kind === 'message' ? event.turn.seq : undefined
}

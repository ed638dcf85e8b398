// Following a dialog from a cursor on: what was missed first, then what comes, each once and in order.

import type { StoredTurn } from '../../answer/answer.js'
import type { Identity } from '../../auth/identity.js'
import type { Chat } from '../../dialog/chat.js'
import { type DialogEvent, eventOf } from '../../dialog/follow/dialog-event.js'
import type { Subscriptions } from '../../dialog/follow/subscriptions.js'
import type { DialogView } from '../../dialog/store/dialogs.js'
import type { DialogId } from '../../ids.js'
import type { StopSignal } from '../../stop.js'

export type FollowEvent =
  | DialogEvent
  /** What was missed cannot be told apart: this is everything that is kept. */
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
  const view = await chat.read(customer, dialogId, signal)
  if (view === undefined) return undefined
  for (const event of replayOf(view, after)) tell(event)
  if (view.mode !== 'bot') tell({ kind: 'mode', mode: view.mode, seat: view.seat })
  if (view.invitation) tell({ kind: 'rate', invitation: view.invitation })
  // From what was read on, so that nothing falls between.
  const known = { after: newestOf(view), mode: view.mode, ratingOf: view.invitation?.serviceId }
  return subscriptions.subscribe({ customer, dialogId, ...known }, tell)
}

function newestOf({ turns }: DialogView): number {
  return turns.at(-1)?.seq ?? 0
}

/** Everything after the cursor, or a reset when the cursor is not one of this dialog or what follows it is gone. */
export function replayOf(view: DialogView, after: number): Exclude<FollowEvent, { kind: 'gone' }>[] {
  const { turns } = view
  const oldest = turns[0]?.seq ?? 1
  if (after > newestOf(view) || after < oldest - 1) return [{ kind: 'reset', turns }]
  return turns.filter(({ seq }) => seq > after).map(eventOf)
}

export function seqOf(event: FollowEvent): number | undefined {
  return event.kind === 'answer' || event.kind === 'message' ? event.turn.seq : undefined
}

// A customer's frames about people: ask for one, wait no longer. Each is confirmed by a `mode` frame.
import type { Asking } from '../../seats/asking.js'
import type { HandoffView, Standings } from '../../seats/standing.js'
import { waitOf } from '../chat/standing-json.js'
import { type CustomerRate, pay } from '../customer-rate.js'
import type { ClientHandle, ToldFrame } from './connection.js'
import type { FrameOf } from './frames.js'

export interface PersonFrameDeps {
  readonly asking: Asking
  readonly standings: Pick<Standings, 'follow'>
  /** Requests about people count as questions to the store do. */
  readonly mayAsk: CustomerRate
}

type Peer = Pick<ClientHandle, 'identity' | 'language'>

/** Resolves to the frame that confirms it. */
export async function personFrame(
  { asking, standings, mayAsk }: PersonFrameDeps,
  { identity: customer, language }: Peer,
  frame: FrameOf<'handoff'> | FrameOf<'leave'>,
): Promise<ToldFrame> {
  pay(mayAsk, customer.owner)
  const { ref, dialog_id: dialogId } = frame
  const confirmed = { type: 'mode', ref, dialog_id: dialogId } as const
  if (frame.type === 'leave') {
    await asking.leaveQueue(customer, dialogId)
    const view = await new Promise<HandoffView>(tell =>
      standings.follow(customer.shop, { dialogId, mode: 'bot' }, tell),
    )
    return { ...confirmed, ...waitOf(view) }
  }
  const { skill, bot, note } = frame
  const view = await asking.ask({ dialogId, customer, language, reason: 'asked', skill, bot, note })
  return { ...confirmed, ...waitOf(view) }
}

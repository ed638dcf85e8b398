// Frames of a customer's verdicts: on an answer, on a service, on a proposed write. Each is confirmed by one frame.
import { continueTrace, type RandomHex } from '../../trace/trace.js'
import { confirmationJson } from '../chat/confirmation-json.js'
import type { Decisions } from '../chat/decisions.js'
import type { OpinionsOfCustomers } from '../chat/opinions.js'
import type { ClientHandle, ToldFrame } from './connection.js'
import type { FrameOf } from './frames.js'

export interface VerdictFrameDeps {
  readonly opinions: Pick<OpinionsOfCustomers, 'rate' | 'rateService'>
  readonly decisions: Decisions
  readonly randomHex: RandomHex
}

type Peer = Pick<ClientHandle, 'identity' | 'language'>

/** Resolves to the frame that confirms it. */
export async function verdictFrame(
  { opinions, decisions, randomHex }: VerdictFrameDeps,
  { identity: customer, language }: Peer,
  frame: FrameOf<'feedback'> | FrameOf<'rate'> | FrameOf<'confirm'>,
): Promise<ToldFrame> {
  const { ref, dialog_id: dialogId } = frame
  if (frame.type === 'feedback') {
    const { turn_id: turnId, score, comment } = frame
    await opinions.rate(customer, { turn: { dialogId, turnId }, score, comment, language })
    return { type: 'done', ref }
  }
  if (frame.type === 'rate') {
    const { type: _type, ref: _ref, dialog_id: _dialogId, ...said } = frame
    await opinions.rateService(customer, { dialogId }, said)
    return { type: 'done', ref }
  }
  const { confirm_id, decision } = frame
  const trace = continueTrace(undefined, randomHex)
  const end = await decisions.decide(customer, { dialogId, confirmId: confirm_id, decision }, trace)
  return { type: 'confirm', ref, dialog_id: dialogId, confirm_id, ...confirmationJson(end) }
}

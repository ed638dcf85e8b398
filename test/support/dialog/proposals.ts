// Turns that propose a write, for tests of confirmations: they differ only in the fields that the caller names.
import { newId, resultOf, turnOf } from '../../../perf/load/dialog-turns.js'
import type { CommitWrite, MaskedTurn } from '../../../src/dialog/store/dialogs.js'
import type { Proposal, ProposedWrite } from '../../../src/shop/proposal.js'

export function proposalOf(own: Partial<ProposedWrite> = {}): Proposal {
  const confirmId = newId()
  return {
    shown: {
      confirmId,
      tool: 'cancel_order',
      text: '取消订单 20240012？',
      arguments: { order_id: '20240012' },
      by: 'customer',
      ttlMs: 300_000,
      ...own,
    },
    bond: { hash: newId(), sealed: 'c2VhbGVk' },
  }
}

/** The commit of a turn that opens a dialog with the proposal. */
export function proposing(proposal: Proposal, turn: MaskedTurn = turnOf()): CommitWrite {
  const { answer, fragment } = resultOf(turn, '请确认')
  return { ...turn, answer: { ...answer, confirm: proposal.shown }, fragment, proposal, builtOn: '' }
}

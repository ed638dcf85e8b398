// A dialog's row on the board, made of its record. Pure.
import type { DeskView } from '../dialog/store/handovers.js'
import type { DeskRow } from './board.js'

/** Characters of the customer's newest text that the board shows. */
const LAST_MAX = 120

const kinds = { seat: 'held', queued: 'waiting', bot: 'left' } as const

/** Undefined for a dialog that neither waits, nor is held, nor has a message left in it. */
export function rowOf({ dialogId, mode, isBotOff, handoff, hold, ...view }: DeskView): DeskRow | undefined {
  const { left } = view
  if (mode === 'bot' && left === undefined) return undefined
  const { since, reason, priority, ref, skill } = handoff
  const texts = [...view.turns.map(({ text }) => text), ...view.unanswered.map(({ text }) => text)]
  const last = (texts.findLast(text => text !== '') ?? '').slice(0, LAST_MAX)
  return {
    ...{ dialogId, kind: kinds[mode], since, reason, priority, last: mode === 'bot' ? (left ?? '') : last },
    ...{ ref, skill, isBotOff, sub: hold?.sub, claimId: hold?.claimId },
    unansweredSince: view.unanswered[0]?.at,
  }
}

// A dialog's row on the board, made of its record. Pure.
import type { DeskView } from '../dialog/store/handovers.js'
import { orderRemembered } from '../shop/subject.js'
import type { DeskRow } from './board.js'

/** Characters of the customer's newest text that the board shows. */
const LAST_MAX = 120

const kinds = { seat: 'held', queued: 'waiting', bot: 'left' } as const

/** Undefined for a dialog that neither waits, nor is held, nor has a message left in it. */
export function rowOf({
  dialogId,
  owner,
  mode,
  isBotOff,
  handoff,
  hold,
  ...view
}: DeskView): DeskRow | undefined {
  const { left } = view
  if (mode === 'bot' && left === undefined) return undefined
  const { since, reason, priority, ref, skill } = handoff
  const texts = [...view.turns.map(({ text }) => text), ...view.unanswered.map(({ text }) => text)]
  const asked = texts.findLast(text => text !== '') ?? ''
  const last = (mode === 'bot' ? (left ?? '') : asked).slice(0, LAST_MAX)
  return {
    dialogId,
    kind: kinds[mode],
    since,
    reason,
    priority,
    last,
    ref,
    owner,
    skill,
    orderId: orderRemembered(view.turns),
    isBotOff,
    sub: hold?.sub,
    claimId: hold?.claimId,
    unansweredSince: view.unanswered[0]?.at,
    heardAt: hold && heardAt({ ...view, hold }),
  }
}

/** Time of the customer's last message, or of the claim if that is later. */
export function heardAt({
  turns,
  unanswered,
  hold,
}: Pick<DeskView, 'turns' | 'unanswered' | 'hold'>): number {
  const asked = turns.findLast(({ text }) => text !== '')?.at ?? 0
  return Math.max(asked, unanswered.at(-1)?.at ?? 0, hold?.at ?? 0)
}

/** The board's time of a customer's last message may be off by less than this, which saves writes. */
const HEARD_STEP_MS = 30_000

/** True when the board's row agrees with the dialog's record closely enough. */
export function isCurrent(known: DeskRow | undefined, row: DeskRow | undefined): boolean {
  if (known?.isReserved) return false
  const isSame = row?.kind === known?.kind && row?.claimId === known?.claimId
  const isDueSame = row?.unansweredSince === known?.unansweredSince
  // Seats choose among those who wait by what they said last.
  const isSaidSame = row?.kind !== 'waiting' || row.last === known?.last
  return (
    isSame && isDueSame && isSaidSame && Math.abs((row?.heardAt ?? 0) - (known?.heardAt ?? 0)) < HEARD_STEP_MS
  )
}

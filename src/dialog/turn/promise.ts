// Promises a running turn: makes it durable, so that its client may leave with a 202, or so that the person for whom it
// waits sees it even if this process ends.
import type { Clock } from '../../clock.js'
import type { Promotion } from '../chat.js'
import type { PendingTurns } from '../pending/pending-turns.js'
import type { SealedTurns } from './sealed-turn.js'
import type { Turn } from './turn.js'

export type PromiseTurn = (turn: Turn) => Promise<Promotion>

export interface PromiseDeps {
  readonly clock: Clock
  readonly pendingTurns: Pick<PendingTurns, 'promote'>
  readonly seal: SealedTurns['seal']
  /** Called when a turn was promised. */
  readonly ends: { promised(turn: Turn): void }
}

export function createPromise({ clock, pendingTurns, ends, seal }: PromiseDeps): PromiseTurn {
  return async turn => {
    const { maskedTurn, order, signal } = turn
    if (maskedTurn === undefined) return { kind: 'not-now' }
    const { traceparent } = order.trace
    const leftMs = order.deadlineAt - clock.now()
    const sealed = seal(turn)
    const kept = { traceparent, leftMs, ...(sealed !== undefined && { sealed }) }
    const promised = await pendingTurns.promote(maskedTurn, kept, signal)
    if (promised === undefined) return { kind: 'not-now' }
    const { place, turnId } = promised
    if (place.kind !== 'run' && place.kind !== 'wait' && place.kind !== 'seat') return { kind: 'not-now' }
    if (turnId === turn.turnId && !turn.isPromised) {
      turn.isPromised = true
      ends.promised(turn)
    }
    const mode = place.kind === 'wait' ? 'bot' : place.mode
    return { kind: 'pending', ref: { dialogId: maskedTurn.dialogId, turnId }, mode }
  }
}

// The order of a dialog's turns: one is sent when the server has given a place to the one before it. So neither
// parallel connections nor a refusal that is repeated later can turn the order round. A turn that is repeated waits
// until those before it are over: what is left of a lost connection or a killed process proves no order. While a person
// talks, a place outlives its process, so that a place is enough: nobody knows when the person will answer.

import type { Place } from './api-types.js'
import type { Turn } from './turn.js'

interface TurnQueue {
  /** The dialog that the next turn goes to; a renewed one takes the place of the one that was named. */
  dialogId: string | undefined
  /** Turns that are not over, in the order in which they were asked. */
  turns: Turn[]
}

export interface TurnOrder {
  add(turn: Turn): void
  /** It is to be carried once more. */
  again(turn: Turn): void
  accepted(turn: Turn, place: Place): void
  over(turn: Turn): void
}

/** `isHeld`: a person talks in the dialog. */
export function createTurnOrder(
  carry: (turn: Turn) => void,
  isHeld: (dialogId: string) => boolean = () => false,
): TurnOrder {
  const queues = new Set<TurnQueue>()
  const byDialog = new Map<string, TurnQueue>()

  const queueOf = (turn: Turn): TurnQueue | undefined => {
    for (const queue of queues) if (queue.turns.includes(turn)) return queue
    return undefined
  }

  function sendNext(queue: TurnQueue): void {
    const next = queue.turns.find(turn => turn.status !== 'placed')
    if (next?.status === 'new') next.dialogId = queue.dialogId
    else if (next?.status !== 'again' || !(next === queue.turns[0] || isHeld(queue.dialogId ?? ''))) return
    next.status = 'sent'
    carry(next)
  }

  function open(dialogId: string | undefined): TurnQueue {
    const queue: TurnQueue = { dialogId, turns: [] }
    queues.add(queue)
    if (dialogId !== undefined) byDialog.set(dialogId, queue)
    return queue
  }

  return {
    add(turn) {
      const known = turn.dialogId === undefined ? undefined : byDialog.get(turn.dialogId)
      const queue = known ?? open(turn.dialogId)
      queue.turns.push(turn)
      sendNext(queue)
    },
    again(turn) {
      turn.status = 'again'
      const queue = queueOf(turn)
      if (queue !== undefined) sendNext(queue)
    },
    accepted(turn, { dialogId }) {
      const queue = queueOf(turn)
      if (queue === undefined) return
      queue.dialogId = dialogId
      byDialog.set(dialogId, queue)
      sendNext(queue)
    },
    over(turn) {
      const queue = queueOf(turn)
      if (queue === undefined) return
      queue.turns = queue.turns.filter(other => other !== turn)
      if (queue.turns.length > 0) return sendNext(queue)
      queues.delete(queue)
      for (const [dialogId, other] of byDialog) if (other === queue) byDialog.delete(dialogId)
    },
  }
}

// The order of a dialog's turns: one is sent when the server has given a place to the one before it. So neither
// parallel connections nor a refusal that is repeated later can turn the order round. A turn that is repeated waits
// until those before it are over: what is left of a lost connection or a killed process proves no order. While a person
// talks, a place outlives its process, so that a place is enough: nobody knows when the person will answer.

import type { Place } from './api-types.js'
import type { Turn } from './turn.js'

interface Lane {
  /** The dialog that the next turn goes to; a renewed one takes the place of the one that was named. */
  dialogId: string | undefined
  /** Turns that are not over, in the order in which they were asked. */
  turns: Turn[]
}

export interface Lanes {
  add(turn: Turn): void
  /** It is to be carried once more. */
  again(turn: Turn): void
  accepted(turn: Turn, place: Place): void
  over(turn: Turn): void
}

/** `isHeld`: a person talks in the dialog. */
export function createLanes(
  carry: (turn: Turn) => void,
  isHeld: (dialogId: string) => boolean = () => false,
): Lanes {
  const lanes = new Set<Lane>()
  const byDialog = new Map<string, Lane>()

  const laneOf = (turn: Turn): Lane | undefined => {
    for (const lane of lanes) if (lane.turns.includes(turn)) return lane
    return undefined
  }

  function sendNext(lane: Lane): void {
    const next = lane.turns.find(turn => turn.standing !== 'placed')
    if (next?.standing === 'new') next.dialogId = lane.dialogId
    else if (next?.standing !== 'again' || !(next === lane.turns[0] || isHeld(lane.dialogId ?? ''))) return
    next.standing = 'sent'
    carry(next)
  }

  function open(dialogId: string | undefined): Lane {
    const lane: Lane = { dialogId, turns: [] }
    lanes.add(lane)
    if (dialogId !== undefined) byDialog.set(dialogId, lane)
    return lane
  }

  return {
    add(turn) {
      const known = turn.dialogId === undefined ? undefined : byDialog.get(turn.dialogId)
      const lane = known ?? open(turn.dialogId)
      lane.turns.push(turn)
      sendNext(lane)
    },
    again(turn) {
      turn.standing = 'again'
      const lane = laneOf(turn)
      if (lane !== undefined) sendNext(lane)
    },
    accepted(turn, { dialogId }) {
      const lane = laneOf(turn)
      if (lane === undefined) return
      lane.dialogId = dialogId
      byDialog.set(dialogId, lane)
      sendNext(lane)
    },
    over(turn) {
      const lane = laneOf(turn)
      if (lane === undefined) return
      lane.turns = lane.turns.filter(other => other !== turn)
      if (lane.turns.length > 0) return sendNext(lane)
      lanes.delete(lane)
      for (const [dialogId, other] of byDialog) if (other === lane) byDialog.delete(dialogId)
    },
  }
}

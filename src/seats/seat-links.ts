// Whether the seat that holds a dialog has a connection, as the dialog's customer is told: a seat that was lost may come
// back within its grace.
import type { DialogId } from '../ids.js'
import type { DeskBoard } from './board.js'
import type { Desk } from './desk.js'
import { isThere } from './queue-order.js'

export type LinkState = 'reconnecting' | 'back'

export interface SeatLinks {
  /** Calls the listener when the seat's last socket is lost, and when the seat is there again. Returns what ends it. */
  follow(shop: string, dialogId: DialogId, tell: (state: LinkState) => void): () => void
}

export function createSeatLinks(desk: Pick<Desk, 'follow'>): SeatLinks {
  return {
    follow(shop, dialogId, tell) {
      let isLost = false
      return desk.follow(shop, board => {
        const isLostNow = isSeatLost(board, dialogId) ?? isLost
        if (isLostNow === isLost) return
        isLost = isLostNow
        tell(isLost ? 'reconnecting' : 'back')
      })
    },
  }
}

/** Undefined when the board does not say who holds the dialog. */
function isSeatLost({ rows, seats }: DeskBoard, dialogId: DialogId): boolean | undefined {
  const row = rows.get(dialogId)
  const seat = row?.kind === 'held' && row.sub !== undefined ? seats.get(row.sub) : undefined
  return seat && !seat.isSocketless && !isThere(seat)
}

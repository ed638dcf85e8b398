// Mends a shop's board after the records of its dialogs: rows that may be wrong, what lost seats held, seats that have gone.
import type { Message } from '../cluster/bus.js'
import type { Dialogs } from '../dialog/store/dialogs.js'
import type { DeskView, Handovers } from '../dialog/store/handovers.js'
import type { DialogId } from '../ids.js'
import type { DeskBoard, DeskBoards, DeskRow, SeatRow } from './board.js'
import { heldBy, isThere, lapsed } from './queue-order.js'
import { isCurrent, rowOf } from './row.js'

/** A board as this process knows it. */
export interface BoardCopy {
  board: DeskBoard
  /** Seats with a socket here. */
  readonly seats: Map<string, SeatRow>
  /** Dialogs whose row may be wrong. */
  readonly unsettled: Set<DialogId>
  /** Index of the next row to compare with its dialog. */
  checkedTo: number
}

export interface MendingDeps {
  readonly boards: Pick<DeskBoards, 'put' | 'drop' | 'dropSeat'>
  readonly handovers: Pick<Handovers, 'read' | 'giveBack'>
  readonly dialogs: Pick<Dialogs, 'isErased'>
  /** Tells all processes that the board has changed. */
  broadcast(message: Extract<Message, { kind: 'desk' }>): void
  /** A held dialog went back to the queue because its seat was lost. */
  onReturned(shop: string, view: DeskView): void
  /** A dialog of the board has expired, or was erased. */
  onGone(shop: string, row: DeskRow): void
}

export interface Mending {
  /** Makes the board say what the dialog's record says; `known` is its row here. */
  settle(shop: string, dialogId: DialogId, known: DeskRow | undefined): Promise<DeskRow | undefined>
  /** One round over a board. Lost seats keep what they hold when this process cannot tell who is lost. */
  round(shop: string, copy: BoardCopy, canTellLost: boolean): Promise<void>
}

/** Rows of a board that one round compares with their dialogs. */
const CHECKED_ROWS = 10
/** Most left messages on a board. A further one stays in its dialog, and is on the board once there is room when its
 *  dialog changes again. */
const LEFT_ROWS_MAX = 1_000

const byLapse = { reason: 'returned', why: 'lapsed' } as const

/** `graceMs` is SEAT_GRACE_S. */
export function createMending(deps: MendingDeps, graceMs: number): Mending {
  const { boards, handovers } = deps

  const settle: Mending['settle'] = async (shop, dialogId, known) => {
    const view = await handovers.read(dialogId, shop)
    const row = view && rowOf(view)
    // A place that was reserved for a dialog that is not there was never shown to anybody.
    if (!view && known && !known.isReserved) deps.onGone(shop, known)
    if (row) {
      const most = row.kind === 'left' ? LEFT_ROWS_MAX : undefined
      if (!(await boards.put(shop, row, most))) await boards.drop(shop, dialogId)
      deps.broadcast({ kind: 'desk', shop })
      return row
    }
    await boards.drop(shop, dialogId)
    const ended = async () => ((await deps.dialogs.isErased(dialogId)) ? 'erased' : 'expired')
    deps.broadcast({ kind: 'desk', shop, dialogId, gone: view ? 'left' : await ended() })
    return undefined
  }

  /** Compares the next few rows with their dialogs, and settles every row that may be wrong. */
  async function check(shop: string, copy: BoardCopy): Promise<void> {
    const ids = [...copy.board.rows.keys()]
    const from = copy.checkedTo < ids.length ? copy.checkedTo : 0
    copy.checkedTo = from + CHECKED_ROWS
    for (const dialogId of [...copy.unsettled]) {
      await settle(shop, dialogId, copy.board.rows.get(dialogId))
      copy.unsettled.delete(dialogId)
    }
    for (const dialogId of ids.slice(from, from + CHECKED_ROWS)) {
      const view = await handovers.read(dialogId, shop)
      const known = copy.board.rows.get(dialogId)
      if (!isCurrent(known, view && rowOf(view))) await settle(shop, dialogId, known)
    }
  }

  /** Gives the dialogs of lost seats back to the queue. */
  async function lapse(shop: string, { board }: BoardCopy): Promise<void> {
    for (const row of lapsed(board, graceMs)) {
      const { dialogId, sub = '', claimId } = row
      const ended = await handovers.giveBack({ dialogId, shop, sub, claimId }, byLapse)
      const view = ended.kind === 'ended' ? await handovers.read(dialogId, shop) : undefined
      await settle(shop, dialogId, row)
      if (view) deps.onReturned(shop, view)
    }
  }

  async function forgetLost(shop: string, { board, seats }: BoardCopy): Promise<void> {
    for (const seat of board.seats.values()) {
      const isLost = !isThere(seat) && seat.ageMs > graceMs && !seats.has(seat.sub)
      if (isLost && heldBy(board, seat.sub).length === 0) await boards.dropSeat(shop, seat.sub)
    }
  }

  return {
    settle,
    async round(shop, copy, canTellLost) {
      await check(shop, copy)
      if (canTellLost) await lapse(shop, copy)
      await forgetLost(shop, copy)
    },
  }
}

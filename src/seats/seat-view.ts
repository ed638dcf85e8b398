// The desk as one seat sees it. Pure.
import type { DialogId } from '../ids.js'
import type { DeskBoard, DeskRow, SeatStatus } from './board.js'
import { heldBy, mayTake, queueOf } from './queue-order.js'
import type { SeatPerson } from './seat-acts.js'

export interface SeatView {
  readonly waiting: readonly DeskRow[]
  readonly held: readonly DeskRow[]
  readonly left: readonly DeskRow[]
  readonly status: SeatStatus
  readonly load: number
  /** As its token says, unless an operator has changed them. */
  readonly capacity: number
  readonly skills: readonly string[]
}

/** The seat's own status and load. */
export type SeatStanding = Pick<SeatView, 'status' | 'load'>

/** Rows that the seat sees; waiting ones only while it is online and may take them. */
export function visibleTo(
  board: DeskBoard,
  seat: Pick<SeatPerson, 'sub' | 'skills'>,
  status: SeatStatus,
): Map<DialogId, DeskRow> {
  const able = board.seats.get(seat.sub) ?? seat
  const rows = [...board.rows].filter(
    ([, row]) => row.kind !== 'waiting' || (status === 'online' && mayTake(board, row, able)),
  )
  return new Map(rows)
}

export function viewOf(
  board: DeskBoard,
  seat: Pick<SeatPerson, 'sub' | 'skills' | 'capacity'>,
  { status, load }: SeatStanding,
): SeatView {
  const rows = visibleTo(board, seat, status)
  const { capacity, skills } = board.seats.get(seat.sub) ?? seat
  return {
    waiting: queueOf(board).filter(row => rows.has(row.dialogId)),
    left: [...rows.values()].filter(({ kind }) => kind === 'left').sort((a, b) => a.since - b.since),
    held: heldBy(board, seat.sub),
    status,
    load,
    capacity,
    skills,
  }
}

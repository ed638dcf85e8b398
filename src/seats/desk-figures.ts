// Figures of all desks together for operators: waiting dialogs and their waits, present seats and their loads. Pure.

import type { DeskFigures } from '../live/report.js'
import type { DeskBoard } from './board.js'
import { LATE_MS } from './held.js'
import { etaOf, isThere, onlineSeats, queueOf } from './queue-order.js'

/** The load of a seat. */
export type LoadOf = (shop: string, board: DeskBoard, sub: string) => number

export function deskFigures(boards: ReadonlyMap<string, DeskBoard>, loadOf: LoadOf): DeskFigures {
  const desks = [...boards].map(([shop, board]) => figuresOf(shop, board, loadOf))
  const sum = (read: (desk: DeskFigures) => number) => desks.reduce((total, desk) => total + read(desk), 0)
  return {
    waiting: sum(desk => desk.waiting),
    oldest_s: longest(desks.map(desk => desk.oldest_s)),
    eta_s: longest(desks.map(desk => desk.eta_s)),
    online: sum(desk => desk.online),
    away: sum(desk => desk.away),
    load: sum(desk => desk.load),
    capacity: sum(desk => desk.capacity),
    late: sum(desk => desk.late),
  }
}

function figuresOf(shop: string, board: DeskBoard, loadOf: LoadOf): DeskFigures {
  const queue = queueOf(board)
  const online = onlineSeats(board)
  const sinceS = (moment: number) => Math.max(0, Math.round((board.at - moment) / 1000))
  return {
    waiting: queue.length,
    oldest_s: longest(queue.map(({ since }) => sinceS(since))),
    eta_s: etaOf(board, undefined, queue.length + 1) ?? null,
    online: online.length,
    away: [...board.seats.values()].filter(isThere).length - online.length,
    load: online.reduce((total, { sub }) => total + loadOf(shop, board, sub), 0),
    capacity: online.reduce((total, { capacity }) => total + capacity, 0),
    late: [...board.rows.values()].filter(row => row.kind === 'held' && isLate(row, board.at)).length,
  }
}

function isLate(
  { unansweredSince }: { readonly unansweredSince?: number | undefined },
  now: number,
): boolean {
  return unansweredSince !== undefined && now - unansweredSince >= LATE_MS
}

function longest(spans: readonly (number | null)[]): number | null {
  const known = spans.filter(span => span !== null)
  return known.length === 0 ? null : Math.max(...known)
}

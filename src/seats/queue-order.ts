// Order of the queue, seats that may take a dialog, and expected waits: decisions over a board and a time. Pure.
import type { DialogId } from '../ids.js'
import {
  type DeskBoard,
  type DeskRow,
  PACE_MS,
  type RowKind,
  type SeatPresence,
  SOCKETLESS_MS,
  STALE_MS,
} from './board.js'

/** A wait of this length raises a dialog by one priority. */
const STEP_MS = 120_000
/** After this wait any seat may take a dialog whose skill no online seat has. */
const ANY_SEAT_MS = 60_000
/** Fewer claims are too few to estimate a wait. */
const PACE_CLAIMS = 5

/** A board never changes: what follows from one is worked out once for all the seats and customers that look at it. */
export function onceABoard<T>(work: (board: DeskBoard) => T): (board: DeskBoard) => T {
  const known = new WeakMap<DeskBoard, { readonly found: T }>()
  return board => {
    const before = known.get(board)
    if (before) return before.found
    const found = work(board)
    known.set(board, { found })
    return found
  }
}

/** A dialog's place in its queue, 1 is next. */
export interface QueuePlace {
  readonly position: number
  readonly waiting: number
  /** Undefined when too little is known. */
  readonly etaS: number | undefined
}

/** The waiting rows, the next one first. */
export const queueOf = onceABoard((board): readonly DeskRow[] => {
  const waiting = [...board.rows.values()].filter(({ kind }) => kind === 'waiting')
  return waiting.sort((a, b) => compare(a, b, board.at))
})

function compare(a: DeskRow, b: DeskRow, now: number): number {
  return keyOf(a, now) - keyOf(b, now) || a.since - b.since || (a.dialogId < b.dialogId ? -1 : 1)
}

function keyOf({ priority, since }: DeskRow, now: number): number {
  return priority - Math.floor(Math.max(0, now - since) / STEP_MS)
}

/** The waiting dialogs of each skill, the next one first. */
const queuesOf = onceABoard(board => grouped(queueOf(board), ({ skill }) => skill))

function grouped<T, K>(rows: Iterable<T>, keyOf: (row: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>()
  for (const row of rows) {
    const key = keyOf(row)
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  }
  return groups
}

/** Counted within the dialog's skill. Undefined for one that does not wait. */
export function placeOf(board: DeskBoard, dialogId: DialogId): QueuePlace | undefined {
  const row = board.rows.get(dialogId)
  if (row?.kind !== 'waiting') return undefined
  const same = queuesOf(board).get(row.skill) ?? []
  const position = same.indexOf(row) + 1
  return { position, waiting: same.length, etaS: etaOf(board, row.skill, position) }
}

export function etaOf(board: DeskBoard, skill: string | undefined, position: number): number | undefined {
  const pace = board.paces.get(skill ?? '')
  if (!pace || pace.claims < PACE_CLAIMS || board.at - pace.at > PACE_MS) return undefined
  return Math.round((position * pace.meanMs) / 1000)
}

/** True when the seat has given a sign of life lately, whatever its status. */
export function isThere({ isSocketless, ageMs }: SeatPresence): boolean {
  return ageMs <= (isSocketless ? SOCKETLESS_MS : STALE_MS)
}

export function isOnline(seat: SeatPresence): boolean {
  return seat.status === 'online' && isThere(seat)
}

export const onlineSeats = onceABoard((board): readonly SeatPresence[] =>
  [...board.seats.values()].filter(isOnline),
)

/** May this seat see and take the waiting dialog? */
export function mayTake(board: DeskBoard, row: DeskRow, seat: Pick<SeatPresence, 'skills'>): boolean {
  const { skill, isReserved } = row
  if (isReserved) return false
  if (skill === undefined || seat.skills.includes(skill)) return true
  if (board.at - row.since < ANY_SEAT_MS) return false
  return !onlineSeats(board).some(({ skills }) => skills.includes(skill))
}

/** Reasons for which no person can be asked for. */
export type Closed = 'hours' | 'nobody' | 'full' | 'long'

export interface OpenLimits {
  readonly handoffMax: number
  readonly maxWaitS: number
}

/** Undefined when a customer may wait for a person; the first reason that holds otherwise. */
export function closedBy(
  board: DeskBoard,
  skill: string | undefined,
  { handoffMax, maxWaitS }: OpenLimits,
): Exclude<Closed, 'hours'> | undefined {
  if (onlineSeats(board).length === 0) return 'nobody'
  const waiting = queueOf(board)
  if (waiting.length >= handoffMax) return 'full'
  const position = waiting.filter(row => row.skill === skill).length + 1
  return (etaOf(board, skill, position) ?? 0) > maxWaitS ? 'long' : undefined
}

/** Number of the customer's rows of a kind. */
export function rowsOf(board: DeskBoard, kind: RowKind, owner: string | undefined): number {
  return [...board.rows.values()].filter(row => row.kind === kind && row.owner === owner).length
}

const heldBySeats = onceABoard(board => {
  const held = [...board.rows.values()].filter(({ kind }) => kind === 'held')
  return grouped(held, ({ sub }) => sub)
})

/** Dialogs that the seat holds. */
export function heldBy(board: DeskBoard, sub: string): readonly DeskRow[] {
  return heldBySeats(board).get(sub) ?? []
}

/** Held dialogs whose seat has given no sign of life for longer than the grace. */
export function lapsed(board: DeskBoard, graceMs: number): DeskRow[] {
  return [...board.rows.values()].filter(row => {
    if (row.kind !== 'held' || row.sub === undefined) return false
    const seat = board.seats.get(row.sub)
    if (seat === undefined) return true
    return !seat.isSocketless && seat.ageMs > graceMs + STALE_MS
  })
}

// A shop's desk as all processes share it: who waits, who is held by whom, which seats are there. It is a hint: the
// dialogs' records are the truth, and desk.ts mends the board after them.
import type { HandoffReason } from '../dialog/store/handovers.js'
import type { DialogId } from '../ids.js'

export type SeatStatus = 'online' | 'away' | 'break'
export type RowKind = 'waiting' | 'held' | 'left'

/** A dialog on the board. */
export interface DeskRow {
  readonly dialogId: DialogId
  readonly kind: RowKind
  /** Epoch milliseconds of the store. */
  readonly since: number
  readonly reason: HandoffReason
  readonly priority: number
  /** The newest text of the customer, masked. */
  readonly last: string
  readonly ref?: string | undefined
  readonly skill?: string | undefined
  readonly isBotOff: boolean
  /** Its place is taken, and its dialog does not wait yet: no seat is told. */
  readonly isReserved?: true
  /** Of a held one. */
  readonly sub?: string | undefined
  readonly claimId?: string | undefined
  /** Of a held one: when the customer's oldest unanswered message came. */
  readonly unansweredSince?: number | undefined
  /** Of a held one: when its customer last wrote, or when it was claimed. It may lag half a minute. */
  readonly heardAt?: number | undefined
}

/** A seat as the board knows it. */
export interface SeatRow {
  readonly sub: string
  readonly name: string
  readonly skills: readonly string[]
  readonly capacity: number
  readonly status: SeatStatus
  /** It has no socket: its requests are what it is known by, and its claims do not lapse. */
  readonly isSocketless: boolean
}

/** A seat as operators want it, and how long ago it was last heard of. */
export interface SeatPresence extends SeatRow {
  readonly ageMs: number
  /** As it has said itself. */
  readonly own: SeatRow
}

/** To whom a waiting dialog is proposed. */
export interface Offer {
  /** Undefined: to nobody at this moment. */
  readonly sub: string | undefined
  /** Epoch milliseconds of the store. */
  readonly until: number
  /** Seats that declined it or let it lapse. */
  readonly passed: readonly string[]
}

/** What the board knows of a seat beside its row. */
export interface SeatNote {
  /** Offers that it let lapse, in a row. */
  readonly misses: number
  /** When it was last given a dialog, epoch milliseconds of the store. */
  readonly givenAt: number
  /** Its claims under way, each with the time when it counts no more. */
  readonly claims: Readonly<Record<DialogId, number>>
  /** It missed too many offers, so it was sent away. */
  readonly isSentAway?: boolean | undefined
  /** What an operator has set, until the seat goes. */
  readonly capacity?: number | undefined
  readonly skills?: readonly string[] | undefined
  readonly status?: SeatStatus | undefined
}

/** What changes on a board in one step; undefined takes an entry away. */
export interface BoardChange {
  readonly offers: ReadonlyMap<DialogId, Offer | undefined>
  readonly notes: ReadonlyMap<string, SeatNote | undefined>
  readonly statuses: ReadonlyMap<string, SeatRow>
}

/** How fast the queue of a skill moves; '' is the queue without one. */
export interface Pace {
  /** Smoothed milliseconds between claims. */
  readonly meanMs: number
  /** Claims of the last minutes that the mean is of. */
  readonly claims: number
  /** Epoch milliseconds of the last claim. */
  readonly at: number
}

export interface DeskBoard {
  /** Changes with every write but a beat. */
  readonly version: string
  /** Epoch milliseconds of the store when it was read. */
  readonly at: number
  readonly rows: ReadonlyMap<DialogId, DeskRow>
  readonly seats: ReadonlyMap<string, SeatPresence>
  readonly paces: ReadonlyMap<string, Pace>
  readonly offers: ReadonlyMap<DialogId, Offer>
  readonly notes: ReadonlyMap<string, SeatNote>
}

/** Throws Problem 'store-away' when the store cannot be asked. */
export interface DeskBoards {
  /** Notes that these seats are here, and reads the board. */
  exchange(shop: string, subs: readonly string[], known: DeskBoard | undefined): Promise<DeskBoard>
  /** Puts the row in the place of an older one; false when `most` wait already and it is a new one that waits. */
  put(shop: string, row: DeskRow, most?: number): Promise<boolean>
  drop(shop: string, dialogId: DialogId): Promise<void>
  /** A dialog of this queue was claimed: the pace follows. */
  claimed(shop: string, skill: string): Promise<void>
  /** The seat as it is from now on. */
  seat(shop: string, row: SeatRow): Promise<void>
  /** This process has no socket of the seat any more. */
  left(shop: string, sub: string): Promise<void>
  /** The seat is forgotten. */
  dropSeat(shop: string, sub: string): Promise<void>
  /** Makes the change if the board still has this version; false otherwise. */
  amend(shop: string, version: string, change: BoardChange): Promise<boolean>
  /** The shops whose boards have rows. */
  shops(): Promise<readonly string[]>
}

/** A seat not heard of for longer is not there. */
export const STALE_MS = 2_500
/** The same of a seat that has no socket. */
export const SOCKETLESS_MS = 3_600_000
/** The pace forgets what it knew when nothing was claimed for this long. */
export const PACE_MS = 600_000

export const emptyBoard: DeskBoard = {
  ...{ version: '', at: 0 },
  ...{ rows: new Map(), seats: new Map(), paces: new Map() },
  ...{ offers: new Map(), notes: new Map() },
}

export const emptyNote: SeatNote = { misses: 0, givenAt: 0, claims: {} }

/** A step that changes a seat's note alone. */
export function noteChange(sub: string, note: SeatNote): BoardChange {
  return { offers: new Map(), notes: new Map([[sub, note]]), statuses: new Map() }
}

/** The dialog's offer, if it is one to this seat and still open. */
export function openOffer(board: DeskBoard, sub: string, dialogId: DialogId): Offer | undefined {
  const offer = board.offers.get(dialogId)
  return offer?.sub === sub && offer.until > board.at ? offer : undefined
}

/** An operator's word on a seat stands above what its token says. */
export function presenceOf(row: SeatRow, ageMs: number, note: SeatNote | undefined): SeatPresence {
  const { capacity = row.capacity, skills = row.skills, status = row.status } = note ?? {}
  return { ...row, capacity, skills, status, ageMs, own: row }
}

export function nextPace(before: Pace | undefined, now: number): Pace {
  if (!before || now - before.at > PACE_MS) return { meanMs: 0, claims: 1, at: now }
  const interval = now - before.at
  const meanMs = before.claims === 1 ? interval : 0.9 * before.meanMs + 0.1 * interval
  return { meanMs, claims: before.claims + 1, at: now }
}

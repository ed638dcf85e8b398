// A shop's desk, shared by all processes: waiting dialogs, held dialogs with their seats, and the seats that are there.
// The board is a hint: the dialogs' records are the truth, and desk.ts corrects the board by them.
import type { HandoffReason } from '../dialog/store/handoff.js'
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
  /** The customer's keyed hash: nobody may fill the board. Absent on rows that a process of an earlier build wrote. */
  readonly owner?: string | undefined
  readonly skill?: string | undefined
  /** The order that the dialog remembers. */
  readonly orderId?: string | undefined
  readonly isBotOff: boolean
  /** The place is taken, but the dialog does not wait yet: no seat sees the row. */
  readonly isReserved?: true
  /** Seat and claim of a held dialog. */
  readonly sub?: string | undefined
  readonly claimId?: string | undefined
  /** Held dialogs only: arrival of the customer's oldest unanswered message. */
  readonly unansweredSince?: number | undefined
  /** Held dialogs only: time of the customer's last message, or of the claim if later. May lag half a minute. */
  readonly heardAt?: number | undefined
}

/** A seat as the board knows it. */
export interface SeatRow {
  readonly sub: string
  readonly name: string
  readonly skills: readonly string[]
  readonly capacity: number
  readonly status: SeatStatus
  /** The seat has no socket: its requests keep it present, and its claims do not lapse. */
  readonly isSocketless: boolean
}

/** A seat with the operators' settings applied, and the time since its last sign of life. */
export interface SeatPresence extends SeatRow {
  readonly ageMs: number
  /** The row as the seat itself gave it. */
  readonly own: SeatRow
}

/** The proposal of a waiting dialog to a seat. */
export interface Offer {
  /** Undefined while no seat has the offer. */
  readonly sub: string | undefined
  /** Epoch milliseconds of the store. */
  readonly until: number
  /** Seats that declined it or let it lapse. */
  readonly passed: readonly string[]
}

/** Further facts about a seat, beside its row. */
export interface SeatNote {
  /** Offers in a row that the seat let lapse. */
  readonly misses: number
  /** Time when the seat last got a dialog, epoch milliseconds of the store. */
  readonly givenAt: number
  /** Claims under way, each with the time until which it counts. */
  readonly claims: Readonly<Record<DialogId, number>>
  /** The seat was set away because it missed too many offers. */
  readonly isSentAway?: boolean | undefined
  /** An operator's settings, kept until the seat leaves. */
  readonly capacity?: number | undefined
  readonly skills?: readonly string[] | undefined
  readonly status?: SeatStatus | undefined
}

/** Changes of one step over a board; undefined removes an entry. */
export interface BoardChange {
  readonly offers: ReadonlyMap<DialogId, Offer | undefined>
  readonly notes: ReadonlyMap<string, SeatNote | undefined>
  readonly statuses: ReadonlyMap<string, SeatRow>
}

/** Pace of the claims in a skill's queue; the skill '' is the queue without one. */
export interface Pace {
  /** Smoothed milliseconds between claims. */
  readonly meanMs: number
  /** Number of claims since the pace began anew. */
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

/** Each method throws Problem 'store-away' when the store cannot be asked. */
export interface DeskBoards {
  /** Records that these seats are in this process, and reads the board. */
  exchange(shop: string, subs: readonly string[], known: DeskBoard | undefined): Promise<DeskBoard>
  /** Adds or replaces the dialog's row; false for a new one when there are `most` already: of those that wait when it
   *  waits, of the others when it does not. */
  put(shop: string, row: DeskRow, most?: number): Promise<boolean>
  drop(shop: string, dialogId: DialogId): Promise<void>
  /** Counts a claim in the pace of this skill's queue. */
  claimed(shop: string, skill: string): Promise<void>
  /** Stores the seat's row and records the seat as present. */
  seat(shop: string, row: SeatRow): Promise<void>
  /** This process has no socket of the seat any more. */
  left(shop: string, sub: string): Promise<void>
  /** Removes the seat and its note. */
  dropSeat(shop: string, sub: string): Promise<void>
  /** Makes the change if the board still has this version; false otherwise. */
  amend(shop: string, version: string, change: BoardChange): Promise<boolean>
  /** The shops whose boards have rows. */
  shops(): Promise<readonly string[]>
  /** True for one process within a minute, when the boards may lack rows because their keys were lost: it puts the rows
   *  back and then calls `walked`. */
  claimWalk(): Promise<boolean>
  walked(): Promise<void>
}

/** A seat with a socket counts as gone after this silence. */
export const STALE_MS = 2_500
/** A seat without a socket counts as gone after this silence. */
export const SOCKETLESS_MS = 3_600_000
/** A pace begins anew after this time without a claim. */
export const PACE_MS = 600_000

export const emptyBoard: DeskBoard = {
  version: '',
  at: 0,
  rows: new Map(),
  seats: new Map(),
  paces: new Map(),
  offers: new Map(),
  notes: new Map(),
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

/** An operator's settings override those of the seat's token. */
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

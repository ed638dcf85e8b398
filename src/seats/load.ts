// A seat's load, and its room for more dialogs: decisions over a board. Pure.
import type { DialogId } from '../ids.js'
import {
  type BoardChange,
  type DeskBoard,
  type DeskRow,
  emptyNote,
  noteChange,
  openOffer,
  type SeatPresence,
} from './board.js'
import { heldBy, onceABoard } from './queue-order.js'

/** A claim's reservation counts for this time at most, so that the one of a lost process ends, too. */
const CLAIM_MS = 10_000

export interface LoadRules {
  /** A held dialog whose customer was silent for this long is no load. */
  readonly silentMs: number
  /** Seats may claim beyond their capacity. */
  readonly mayClaimOver: boolean
}

type SilenceRule = Pick<LoadRules, 'silentMs'>

/** Load of each seat: held dialogs whose customers talk, dialogs offered to it, and its claims under way. */
export function loadsOf(board: DeskBoard, { silentMs }: SilenceRule): ReadonlyMap<string, number> {
  const known = loadsKnown(board)
  const loads = known.get(silentMs) ?? countedLoads(board, silentMs)
  known.set(silentMs, loads)
  return loads
}

/** By the shop's `silentMs`. */
const loadsKnown = onceABoard(() => new Map<number, ReadonlyMap<string, number>>())

function countedLoads(board: DeskBoard, silentMs: number): ReadonlyMap<string, number> {
  const loads = new Map<string, number>()
  const count = (sub: string) => loads.set(sub, (loads.get(sub) ?? 0) + 1)
  for (const row of board.rows.values()) {
    if (row.kind === 'held' && row.sub !== undefined && isTalking(board, row, silentMs)) count(row.sub)
  }
  for (const [dialogId, { sub, until }] of board.offers) {
    const isOpen = until > board.at && board.rows.get(dialogId)?.kind === 'waiting'
    if (sub !== undefined && isOpen && !claimsOf(board, sub).includes(dialogId)) count(sub)
  }
  for (const sub of board.notes.keys()) for (const _claim of claimsOf(board, sub)) count(sub)
  return loads
}

function isTalking({ at }: DeskBoard, { heardAt = at }: DeskRow, silentMs: number): boolean {
  return at - heardAt < silentMs
}

/** Dialogs that the seat holds and whose customers talk. */
export function talkingWith(board: DeskBoard, sub: string, { silentMs }: SilenceRule): ReadonlySet<DialogId> {
  const talking = heldBy(board, sub).filter(row => isTalking(board, row, silentMs))
  return new Set(talking.map(({ dialogId }) => dialogId))
}

export function loadOf(board: DeskBoard, sub: string, rules: SilenceRule): number {
  return loadsOf(board, rules).get(sub) ?? 0
}

/** Dialogs that the seat is about to hold. */
function claimsOf(board: DeskBoard, sub: string): DialogId[] {
  const claims = Object.entries(board.notes.get(sub)?.claims ?? {})
  return claims.flatMap(([dialogId, until]) =>
    until > board.at && board.rows.get(dialogId)?.sub !== sub ? [dialogId] : [],
  )
}

export function hasRoom(board: DeskBoard, seat: SeatPresence, rules: SilenceRule): boolean {
  return loadOf(board, seat.sub, rules) < seat.capacity
}

/** Counts the dialog in the seat's load before the claim. Undefined when the seat has no room. */
export function reserveClaim(
  board: DeskBoard,
  { sub, dialogId }: { readonly sub: string; readonly dialogId: DialogId },
  rules: LoadRules,
): BoardChange | undefined {
  const seat = board.seats.get(sub)
  const isOffered = openOffer(board, sub, dialogId) !== undefined
  const isHeld = board.rows.get(dialogId)?.sub === sub
  const isFull = seat !== undefined && !hasRoom(board, seat, rules)
  if (isFull && !isOffered && !isHeld && !rules.mayClaimOver) return undefined
  const before = board.notes.get(sub) ?? emptyNote
  const underWay = claimsOf(board, sub).map(id => [id, before.claims[id] ?? 0] as const)
  const claims = { ...Object.fromEntries(underWay), [dialogId]: board.at + CLAIM_MS }
  return noteChange(sub, { ...before, claims, misses: 0, givenAt: board.at })
}

/** Ends the reservation of a claim that was won or lost. Undefined when nothing was reserved. */
export function releaseClaim(board: DeskBoard, sub: string, dialogId: DialogId): BoardChange | undefined {
  const note = board.notes.get(sub)
  if (note?.claims[dialogId] === undefined) return undefined
  const { [dialogId]: _ended, ...claims } = note.claims
  return noteChange(sub, { ...note, claims })
}

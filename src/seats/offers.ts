// Proposes waiting dialogs to seats: to the free seat with the least load, among equals to the one that has waited
// longest for a dialog, after a refusal or a lapse to the next one. One step over a board and its time. Pure.
import type { DialogId } from '../ids.js'
import {
  type BoardChange,
  type DeskBoard,
  type DeskRow,
  emptyNote,
  noteChange,
  type Offer,
  openOffer,
  type SeatNote,
  type SeatPresence,
  type SeatRow,
} from './board.js'
import { loadsOf } from './load.js'
import { isOnline, isThere, mayTake, onlineSeats, queueOf } from './queue-order.js'

export interface OfferRules {
  /** False: seats pick dialogs themselves, and open offers are withdrawn. */
  readonly isOffering: boolean
  readonly offerMs: number
  /** Number of offers missed in a row that sets a seat away. */
  readonly misses: number
  readonly silentMs: number
}

/** Dialogs considered in one step, so that a long queue does not hold up the process. */
const LOOKED_AT = 200

/** A board under change: later decisions of a step see the earlier ones. */
interface Draft {
  readonly board: DeskBoard
  readonly offers: Map<DialogId, Offer>
  readonly notes: Map<string, SeatNote>
  readonly statuses: Map<string, SeatRow>
}

/** Changes that are due now; undefined when there are none. */
export function nextOffers(board: DeskBoard, rules: OfferRules): BoardChange | undefined {
  const draft = {
    board,
    statuses: new Map<string, SeatRow>(),
    offers: new Map(board.offers),
    notes: new Map(board.notes),
  }
  forgetOverrides(draft)
  for (const [dialogId, offer] of board.offers) reviewOffer(draft, { dialogId, offer }, rules)
  if (rules.isOffering && onlineSeats(board).length > 0) offerWaiting(draft, rules)
  return changeOf(draft)
}

/** Frees the offer for the next seat. Undefined when this seat has no open offer of the dialog. */
export function decline(board: DeskBoard, sub: string, dialogId: DialogId): BoardChange | undefined {
  const offer = openOffer(board, sub, dialogId)
  if (!offer) return undefined
  const passed: Offer = { sub: undefined, until: 0, passed: [...offer.passed, sub] }
  const note = { ...(board.notes.get(sub) ?? emptyNote), misses: 0 }
  return { ...noteChange(sub, note), offers: new Map([[dialogId, passed]]) }
}

/** Ends an operator's settings of a seat when the seat leaves. */
function forgetOverrides({ board, notes }: Draft): void {
  for (const [sub, { capacity, skills, status, ...note }] of notes) {
    const seat = board.seats.get(sub)
    const isSet = capacity !== undefined || skills !== undefined || status !== undefined
    if (isSet && !(seat && isThere(seat))) notes.set(sub, note)
  }
}

function reviewOffer(
  draft: Draft,
  { dialogId, offer }: { readonly dialogId: DialogId; readonly offer: Offer },
  rules: OfferRules,
): void {
  const { board, offers } = draft
  const row = board.rows.get(dialogId)
  if (row?.kind !== 'waiting' || !rules.isOffering) return void offers.delete(dialogId)
  const { sub, until, passed } = offer
  if (sub === undefined) return
  const seat = board.seats.get(sub)
  if (!seat || !isOnline(seat)) offers.set(dialogId, { sub: undefined, until, passed })
  else if (until <= board.at) {
    offers.set(dialogId, { sub: undefined, until, passed: [...passed, sub] })
    noteMiss(draft, sub, rules)
  }
}

function noteMiss({ board, notes, statuses }: Draft, sub: string, rules: OfferRules): void {
  const note = notes.get(sub) ?? emptyNote
  const seat = board.seats.get(sub)
  const misses = note.misses + 1
  const isSentAway = misses >= rules.misses
  const status = isSentAway ? undefined : note.status
  notes.set(sub, { ...note, misses: isSentAway ? 0 : misses, isSentAway, status })
  if (seat && isSentAway) statuses.set(sub, { ...seat.own, status: 'away' })
}

/** A seat that may get dialogs in this step. */
interface Candidate {
  readonly seat: SeatPresence
  load: number
  givenAt: number
}

function offerWaiting(draft: Draft, rules: OfferRules): void {
  const { board, offers, notes, statuses } = draft
  const loads = loadsOf({ ...board, offers, notes }, rules)
  const candidates = onlineSeats(board)
    .filter(({ sub }) => !statuses.has(sub))
    .map((seat): Candidate => {
      const givenAt = notes.get(seat.sub)?.givenAt ?? 0
      return { seat, load: loads.get(seat.sub) ?? 0, givenAt }
    })
  for (const row of queueOf(board).slice(0, LOOKED_AT)) {
    if (!candidates.some(isFree)) return
    if (offers.get(row.dialogId)?.sub === undefined) offerRow(draft, { row, candidates }, rules)
  }
}

const isFree = ({ seat, load }: Candidate) => load < seat.capacity

function offerRow(
  { board, offers, notes }: Draft,
  { row, candidates }: { readonly row: DeskRow; readonly candidates: readonly Candidate[] },
  rules: OfferRules,
): void {
  const able = candidates.filter(({ seat }) => mayTake(board, row, seat))
  const before = offers.get(row.dialogId)?.passed ?? []
  // Every able seat has refused or missed the dialog: all are asked again.
  const passed = able.every(({ seat }) => before.includes(seat.sub)) ? [] : before
  const [best] = able.filter(one => isFree(one) && !passed.includes(one.seat.sub)).sort(byWork)
  if (!best) return
  const { sub } = best.seat
  best.load++
  best.givenAt = board.at
  offers.set(row.dialogId, { sub, until: board.at + rules.offerMs, passed })
  notes.set(sub, { ...(notes.get(sub) ?? emptyNote), givenAt: board.at, isSentAway: false })
}

function byWork(a: Candidate, b: Candidate): number {
  const work = a.load / a.seat.capacity - b.load / b.seat.capacity
  return work || a.givenAt - b.givenAt || (a.seat.sub < b.seat.sub ? -1 : 1)
}

function changeOf({ board, offers, notes, statuses }: Draft): BoardChange | undefined {
  const change = { offers: changed(board.offers, offers), notes: changed(board.notes, notes), statuses }
  return change.offers.size + change.notes.size + statuses.size > 0 ? change : undefined
}

function changed<K, T>(before: ReadonlyMap<K, T>, after: ReadonlyMap<K, T>): Map<K, T | undefined> {
  const written = [...after].filter(([name, entry]) => before.get(name) !== entry)
  const gone = [...before.keys()].filter(name => !after.has(name))
  return new Map([...written, ...gone.map(name => [name, undefined] as const)])
}

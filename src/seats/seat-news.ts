// Events for a seat when its shop's board has changed: rows that came and went, offers, counts, its own status.
import type { Gone, Sign } from '../cluster/bus.js'
import type { DialogId } from '../ids.js'
import type { DeskBoard, DeskRow, SeatStatus } from './board.js'
import { type CountNewsDeps, createCountNews, type DeskCounts } from './count-news.js'
import type { HeldEvent } from './held.js'
import { heldBy, isThere, onlineSeats, queueOf } from './queue-order.js'
import type { SeatPerson, Taken } from './seat-acts.js'
import { type SeatStanding, visibleTo } from './seat-view.js'

/** Events of the desk that go to a seat's socket. */
export type SeatEvent =
  | { readonly kind: 'waiting' | 'left'; readonly row: DeskRow }
  | { readonly kind: 'taken'; readonly dialogId: DialogId; readonly by: string }
  | { readonly kind: 'gone'; readonly dialogId: DialogId; readonly why: Gone | 'withdrawn' }
  | { readonly kind: 'offer'; readonly row: DeskRow; readonly expiresInMs: number }
  /** A change without the seat's own act: it missed offers, its customers are silent, or an operator has decided. */
  | {
      readonly kind: 'status'
      readonly status: SeatStatus
      readonly load: number
      readonly why: 'missed' | 'silent' | undefined
    }
  | ({ readonly kind: 'seats' } & DeskCounts)
  | { readonly kind: 'held'; readonly dialogId: DialogId; readonly event: HeldEvent }
  /** Of the customer of a held dialog. */
  | { readonly kind: 'sign'; readonly dialogId: DialogId; readonly sign: Sign }
  /** The seat got this dialog by another's act, on another process or on another of its sockets. */
  | { readonly kind: 'handed'; readonly taken: Taken }

/** The seat on a board. */
export interface SeatOnBoard extends SeatStanding {
  /** Dialogs that it holds and whose customers talk. */
  readonly talking: ReadonlySet<DialogId>
}

export interface SeatNews {
  /** Records a board that the seat has seen already. */
  seen(board: DeskBoard, seat: SeatOnBoard): void
  changed(board: DeskBoard, seat: SeatOnBoard): void
  stop(): void
}

type Person = Pick<SeatPerson, 'sub' | 'skills'>

export interface SeatNewsDeps extends Omit<CountNewsDeps, 'tell'> {
  tell(event: SeatEvent): void
  /** Of a dialog that is on the board no more. */
  whyGone(dialogId: DialogId): Gone
}

export function createSeatNews(person: Person, { tell, whyGone, ...deps }: SeatNewsDeps): SeatNews {
  const { sub } = person
  const countNews = createCountNews({ ...deps, tell: counts => tell({ kind: 'seats', ...counts }) })
  let rows: ReadonlyMap<DialogId, DeskRow> = new Map()
  /** End of each open offer of the seat. */
  let offers: ReadonlyMap<DialogId, number> = new Map()
  let before: SeatOnBoard = { status: 'away', load: 0, talking: new Set() }

  function tellRow(row: DeskRow): void {
    const known = rows.get(row.dialogId)
    if (row.kind === 'held') {
      if (known?.claimId !== row.claimId) tell({ kind: 'taken', dialogId: row.dialogId, by: row.sub ?? '' })
    } else if (known?.kind !== row.kind || known.reason !== row.reason || known.last !== row.last) {
      tell({ kind: row.kind, row })
    }
  }

  function tellGone(board: DeskBoard): void {
    for (const [dialogId, row] of rows) {
      if (board.rows.has(dialogId)) continue
      const why = whyGone(dialogId)
      // A seat knows what it has closed.
      if (row.kind !== 'held' || (row.sub === sub && why !== 'left')) tell({ kind: 'gone', dialogId, why })
    }
  }

  function tellOffers(board: DeskBoard): void {
    const open = openOffers(board, sub)
    for (const [dialogId, until] of open) {
      const row = board.rows.get(dialogId)
      if (row && offers.get(dialogId) !== until) tell({ kind: 'offer', row, expiresInMs: until - board.at })
    }
    for (const dialogId of offers.keys()) {
      const isWaiting = board.rows.get(dialogId)?.kind === 'waiting'
      if (isWaiting && !open.has(dialogId)) tell({ kind: 'gone', dialogId, why: 'withdrawn' })
    }
    offers = open
  }

  function tellCounts(board: DeskBoard): void {
    const online = onlineSeats(board).length
    const away = [...board.seats.values()].filter(isThere).length - online
    countNews.changed({ online, away, waiting: queueOf(board).length })
  }

  function tellStanding(board: DeskBoard, seat: SeatOnBoard): void {
    const { status, load, talking } = seat
    const isMissed = status === 'away' && board.notes.get(sub)?.isSentAway === true
    // Offers and claims that come to nothing are load, too: only a customer falls silent.
    const isSilent = heldBy(board, sub).some(
      ({ dialogId }) => before.talking.has(dialogId) && !talking.has(dialogId),
    )
    if (status !== before.status) tell({ kind: 'status', status, load, why: isMissed ? 'missed' : undefined })
    else if (isSilent) tell({ kind: 'status', status, load, why: 'silent' })
    before = seat
  }

  return {
    seen(board, seat) {
      rows = visibleTo(board, person, seat.status)
      before = seat
    },
    changed(board, seat) {
      const now = visibleTo(board, person, seat.status)
      for (const row of now.values()) tellRow(row)
      tellGone(board)
      rows = now
      tellOffers(board)
      tellCounts(board)
      tellStanding(board, seat)
    },
    stop: countNews.stop,
  }
}

function openOffers(board: DeskBoard, sub: string): Map<DialogId, number> {
  const open = [...board.offers].filter(([, offer]) => offer.sub === sub && offer.until > board.at)
  return new Map(open.map(([dialogId, { until }]) => [dialogId, until]))
}

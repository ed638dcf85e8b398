// The seats that have sockets in this process. All sockets of one `sub` are one seat: each is told everything, the last
// status counts, and the seat is lost with its last socket.
import type { Watching } from '../dialog/follow/watching.js'
import type { DialogId } from '../ids.js'
import type { DeskBoard, DeskRow, SeatRow, SeatStatus } from './board.js'
import type { Desk } from './desk.js'
import { followHeld, type HeldEvent } from './held.js'
import { heldBy, isThere, mayTake, onlineSeats, queueOf } from './queue-order.js'
import type { SeatDesk, SeatPerson, Taken } from './seat-desk.js'

/** What happens at the desk, as a seat's socket is told. */
export type SeatEvent =
  | { readonly kind: 'waiting' | 'left'; readonly row: DeskRow }
  | { readonly kind: 'taken'; readonly dialogId: DialogId; readonly by: string }
  | { readonly kind: 'gone'; readonly dialogId: DialogId; readonly why: 'left' | 'expired' }
  | { readonly kind: 'seats'; readonly online: number; readonly away: number; readonly waiting: number }
  | { readonly kind: 'held'; readonly dialogId: DialogId; readonly event: HeldEvent }
  /** Another seat has handed this dialog over. */
  | { readonly kind: 'handed'; readonly taken: Taken }

export interface SeatView {
  readonly waiting: readonly DeskRow[]
  readonly held: readonly DeskRow[]
  readonly left: readonly DeskRow[]
  readonly status: SeatStatus
  readonly load: number
}

/** A seat with sockets here. */
export interface LocalSeat {
  readonly person: SeatPerson
  /** The desk as this seat sees it now. Throws Problem 'store-away'. */
  look(): Promise<SeatView>
  setStatus(status: SeatStatus): Promise<SeatView>
  /** Claims the dialog; from now on its messages are told, and the seat's other sockets get its history. Throws what
   *  SeatDesk.claim throws. */
  claim(dialogId: DialogId): Promise<Taken>
  /** One socket less. */
  leave(): void
}

export interface Roster {
  /** One socket more. */
  join(person: SeatPerson, listener: (event: SeatEvent) => void): LocalSeat
}

export interface RosterDeps {
  readonly desk: Desk
  readonly seatDesk: Pick<SeatDesk, 'look' | 'claim'>
  readonly watching: Pick<Watching, 'until'>
  readonly clock: { now(): number }
  readonly onError: (error: unknown) => void
}

interface Entry {
  readonly person: SeatPerson
  status: SeatStatus
  readonly listeners: Set<(event: SeatEvent) => void>
  /** By claim. */
  readonly held: Map<string, () => void>
  /** Dialogs that are being claimed here. */
  readonly claiming: Set<DialogId>
  isFollowing: boolean
  seen: ReadonlyMap<DialogId, DeskRow>
  counts: string
  stop: () => void
}

export function createRoster(deps: RosterDeps): Roster {
  const { desk } = deps
  const entries = new Map<string, Entry>()

  const tell = (entry: Entry, event: SeatEvent) => {
    for (const listener of entry.listeners) listener(event)
  }

  const rowOf = ({ person: { sub, name, skills, capacity }, status }: Entry): SeatRow => ({
    ...{ sub, name, skills, capacity, status, isSocketless: false },
  })

  /** Rows that this seat is told of. */
  function visible(entry: Entry, board: DeskBoard): Map<DialogId, DeskRow> {
    const rows = [...board.rows.values()].filter(
      row => row.kind !== 'waiting' || (entry.status === 'online' && mayTake(board, row, entry.person)),
    )
    return new Map(rows.map(row => [row.dialogId, row]))
  }

  function changed(entry: Entry, board: DeskBoard): void {
    entry.status = board.seats.get(entry.person.sub)?.status ?? entry.status
    const now = visible(entry, board)
    for (const [dialogId, row] of now) tellRow(entry, row, entry.seen.get(dialogId))
    tellGone(entry, board)
    entry.seen = now
    tellCounts(entry, board)
    for (const row of heldBy(board, entry.person.sub)) {
      const isNews = row.claimId !== undefined && !entry.held.has(row.claimId)
      if (isNews && !entry.claiming.has(row.dialogId)) handed(entry, row).catch(deps.onError)
    }
  }

  function tellGone(entry: Entry, board: DeskBoard): void {
    for (const [dialogId, { kind }] of entry.seen) {
      if (kind !== 'held' && !board.rows.has(dialogId)) tell(entry, { kind: 'gone', dialogId, why: 'left' })
    }
  }

  function tellRow(entry: Entry, row: DeskRow, before: DeskRow | undefined): void {
    if (row.kind === 'held') {
      if (before?.claimId !== row.claimId) {
        tell(entry, { kind: 'taken', dialogId: row.dialogId, by: row.sub ?? '' })
      }
    } else if (before?.kind !== row.kind || before.reason !== row.reason || before.last !== row.last) {
      tell(entry, { kind: row.kind, row })
    }
  }

  function tellCounts(entry: Entry, board: DeskBoard): void {
    const online = onlineSeats(board).length
    const away = [...board.seats.values()].filter(isThere).length - online
    const waiting = queueOf(board).length
    const counts = `${online} ${away} ${waiting}`
    if (counts === entry.counts) return
    entry.counts = counts
    tell(entry, { kind: 'seats', online, away, waiting })
  }

  /** The dialog became this seat's by another's act, or on another process. */
  async function handed(entry: Entry, { dialogId, claimId = '' }: DeskRow): Promise<void> {
    entry.held.set(claimId, () => undefined)
    const view = await deps.seatDesk.look(entry.person.shop, dialogId)
    if (view?.hold?.claimId !== claimId || entry.listeners.size === 0) return void entry.held.delete(claimId)
    tell(entry, { kind: 'handed', taken: { hold: view.hold, view } })
    follow(entry, { hold: view.hold, view })
  }

  function follow(entry: Entry, { hold: { claimId }, view }: Taken): void {
    entry.held.get(claimId)?.()
    const { dialogId } = view
    const of = { dialogId, claimId, known: view }
    const look = (id: DialogId) => deps.seatDesk.look(entry.person.shop, id)
    const stop = followHeld({ ...deps, look }, of, event => {
      if (event.kind === 'over') entry.held.delete(claimId)
      else tell(entry, { kind: 'held', dialogId, event })
    })
    entry.held.set(claimId, stop)
  }

  function seatOf(person: SeatPerson, key: string): Entry {
    const known = entries.get(key)
    if (known) return known
    const status = desk.board(person.shop).seats.get(person.sub)?.status ?? 'away'
    const entry: Entry = {
      ...{ person, status, listeners: new Set(), held: new Map(), seen: new Map(), counts: '' },
      ...{ claiming: new Set(), isFollowing: false },
      stop: () => undefined,
    }
    entries.set(key, entry)
    return entry
  }

  async function look(entry: Entry): Promise<SeatView> {
    const board = await desk.look(entry.person.shop)
    entry.status = board.seats.get(entry.person.sub)?.status ?? entry.status
    const rows = [...visible(entry, board).values()]
    const held = heldBy(board, entry.person.sub)
    return {
      waiting: queueOf(board).filter(row => rows.includes(row)),
      left: rows.filter(({ kind }) => kind === 'left'),
      ...{ held, status: entry.status, load: held.length },
    }
  }

  return {
    join(person, listener) {
      const key = `${person.shop}\n${person.sub}`
      const entry = seatOf(person, key)
      entry.listeners.add(listener)
      let isHere = true
      return {
        person,
        async look() {
          if (!entry.isFollowing) await desk.sit(person.shop, rowOf(entry))
          const view = await look(entry)
          if (entry.isFollowing || entry.listeners.size === 0) return view
          entry.isFollowing = true
          entry.seen = visible(entry, desk.board(person.shop))
          entry.stop = desk.follow(person.shop, board => changed(entry, board))
          return view
        },
        async setStatus(status) {
          entry.status = status
          await desk.sit(person.shop, rowOf(entry))
          return look(entry)
        },
        async claim(dialogId) {
          entry.claiming.add(dialogId)
          try {
            const taken = await deps.seatDesk.claim(person, dialogId)
            follow(entry, taken)
            for (const other of entry.listeners) if (other !== listener) other({ kind: 'handed', taken })
            return taken
          } finally {
            entry.claiming.delete(dialogId)
          }
        },
        leave() {
          if (!isHere) return
          isHere = false
          entry.listeners.delete(listener)
          if (entry.listeners.size > 0) return
          entry.stop()
          for (const stop of entry.held.values()) stop()
          entries.delete(key)
          desk.leave(person.shop, person.sub)
        },
      }
    },
  }
}

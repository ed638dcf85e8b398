// The seats that have sockets in this process. All sockets of one `sub` are one seat: each receives every event, the
// last status counts, and the seat is lost with its last socket.
import type { LiveMessage, Sign, SignMessage } from '../cluster/bus.js'
import type { Watching } from '../dialog/follow/watching.js'
import type { DialogId } from '../ids.js'
import type { DeskBoard, DeskRow, SeatRow, SeatStatus } from './board.js'
import type { Desk } from './desk.js'
import { followHeld, type HeldEvent } from './held.js'
import type { LiveTexts } from './live-texts.js'
import type { Offering } from './offering.js'
import { heldBy } from './queue-order.js'
import type { SeatPerson, Taken } from './seat-acts.js'
import type { SeatDesk } from './seat-desk.js'
import { createSeatNews, type SeatEvent, type SeatNews, type SeatNewsDeps } from './seat-news.js'
import { type SeatView, viewOf } from './seat-view.js'

/** A seat with sockets here. */
export interface LocalSeat {
  readonly person: SeatPerson
  /** The desk as this seat sees it now. Throws Problem 'store-away'. */
  read(): Promise<SeatView>
  setStatus(status: SeatStatus): Promise<SeatView>
  /** Claims the dialog: the seat's sockets receive its messages from now on, the other sockets its history first. Throws
   *  as SeatDesk.claim does. */
  claim(dialogId: DialogId): Promise<Taken>
  /** Claims a dialog that is offered to the seat. */
  accept(dialogId: DialogId): Promise<Taken>
  /** Throws Problem 'not-waiting' when the dialog is not offered to the seat. */
  decline(dialogId: DialogId): Promise<void>
  /** For the customer of a dialog that the seat holds; dropped otherwise. */
  sign(dialogId: DialogId, sign: Sign): void
  /** Removes this socket from the seat. */
  end(): void
}

export interface Roster {
  /** Adds a socket to the seat. */
  join(person: SeatPerson, listener: (event: SeatEvent) => void): LocalSeat
  /** Called with a customer's sign: the seat that holds the dialog is told, if it is here. */
  onSign(sign: SignMessage): void
  /** Called with what a customer wrote: kept for the seat that holds the dialog, if it is here. */
  onLive(message: LiveMessage): void
}

export interface RosterDeps extends Pick<SeatNewsDeps, 'steady' | 'pause'> {
  readonly clock: { now(): number }
  readonly desk: Desk
  readonly seatDesk: Pick<SeatDesk, 'read' | 'claim' | 'accept'>
  readonly offering: Pick<Offering, 'work' | 'decline'>
  readonly watching: Pick<Watching, 'until'>
  /** To the customer, in whatever process. */
  passSign(sign: SignMessage): void
  readonly liveTexts: Pick<LiveTexts, 'hear' | 'take'>
  readonly onError: (error: unknown) => void
}

/** A dialog that the seat's sockets here are told of. */
interface HeldTalk {
  readonly dialogId: DialogId
  /** The customer's keyed hash. */
  readonly owner: string
  stop(): void
}

interface Entry {
  readonly person: SeatPerson
  status: SeatStatus
  readonly listeners: Set<(event: SeatEvent) => void>
  /** Dialogs that the seat's sockets here are told of, by claim id. */
  readonly held: Map<string, HeldTalk>
  /** Dialogs that are being claimed here. */
  readonly claiming: Set<DialogId>
  isFollowing: boolean
  readonly news: SeatNews
  stop: () => void
}

export function createRoster(deps: RosterDeps): Roster {
  const { desk, offering, steady, pause } = deps
  const entries = new Map<string, Entry>()

  const tell = (entry: Entry, event: SeatEvent) => {
    for (const listener of entry.listeners) listener(event)
  }

  const asOf = (board: DeskBoard, { person, status }: Entry) => ({ ...offering.work(person, board), status })

  const rowOf = ({ person, status }: Entry): SeatRow => {
    const { sub, name, skills, capacity } = person
    return { sub, name, skills, capacity, status, isSocketless: false }
  }

  function changed(entry: Entry, board: DeskBoard): void {
    const { sub } = entry.person
    entry.status = board.seats.get(sub)?.status ?? entry.status
    entry.news.changed(board, asOf(board, entry))
    for (const row of heldBy(board, sub)) {
      const isNews = row.claimId !== undefined && !entry.held.has(row.claimId)
      if (isNews && !entry.claiming.has(row.dialogId)) handed(entry, row).catch(deps.onError)
    }
  }

  /** Follows a dialog that this seat got by another's act, or on another process. */
  async function handed(entry: Entry, { dialogId, claimId = '' }: DeskRow): Promise<void> {
    entry.held.set(claimId, { dialogId, owner: '', stop: () => undefined })
    const view = await deps.seatDesk.read(entry.person.shop, dialogId)
    if (view?.hold?.claimId !== claimId || entry.listeners.size === 0) return void entry.held.delete(claimId)
    tell(entry, { kind: 'handed', taken: { hold: view.hold, view } })
    follow(entry, { hold: view.hold, view })
  }

  /** Its last socket may have closed while the dialog was claimed: then nobody would ever end it. */
  function follow(entry: Entry, { hold: { claimId }, view }: Taken): void {
    if (entry.listeners.size === 0) return
    entry.held.get(claimId)?.stop()
    const { dialogId, owner } = view
    const of = { dialogId, claimId, known: view }
    const readView = (id: DialogId) => deps.seatDesk.read(entry.person.shop, id)
    const stop = followHeld({ ...deps, read: readView }, of, event => {
      if (event.kind === 'over') entry.held.delete(claimId)
      else tell(entry, { kind: 'held', dialogId, event: asWritten(event) })
    })
    entry.held.set(claimId, { dialogId, owner, stop })
  }

  function asWritten(event: HeldEvent): HeldEvent {
    if (event.kind !== 'message' || event.turnId === undefined) return event
    return { ...event, text: deps.liveTexts.take(event.turnId) ?? event.text }
  }

  /** The seat that holds the dialog, if it is here. */
  function holderOf(shop: string, dialogId: DialogId): Entry | undefined {
    const sub = desk.board(shop).rows.get(dialogId)?.sub
    const shown = sub === undefined ? undefined : entries.get(keyOf({ shop, sub }))
    return shown ?? [...entries.values()].find(entry => isTold(entry, shop, dialogId))
  }

  function seatOf(person: SeatPerson, key: string): Entry {
    const known = entries.get(key)
    if (known) return known
    const status = desk.board(person.shop).seats.get(person.sub)?.status ?? 'away'
    const whyGone = (dialogId: DialogId) => desk.whyGone(person.shop, dialogId)
    const news = createSeatNews(person, { steady, pause, tell: event => tell(entry, event), whyGone })
    const entry: Entry = {
      person,
      status,
      news,
      listeners: new Set(),
      held: new Map(),
      claiming: new Set(),
      isFollowing: false,
      stop: () => undefined,
    }
    entries.set(key, entry)
    return entry
  }

  async function take(
    entry: Entry,
    listener: (event: SeatEvent) => void,
    { dialogId, by }: { readonly dialogId: DialogId; readonly by: SeatDesk['claim'] },
  ): Promise<Taken> {
    entry.claiming.add(dialogId)
    try {
      const taken = await by(entry.person, dialogId)
      follow(entry, taken)
      for (const other of entry.listeners) if (other !== listener) other({ kind: 'handed', taken })
      return taken
    } finally {
      entry.claiming.delete(dialogId)
    }
  }

  async function readSeat(entry: Entry): Promise<SeatView> {
    const board = await desk.refresh(entry.person.shop)
    entry.status = board.seats.get(entry.person.sub)?.status ?? entry.status
    return viewOf(board, entry.person, asOf(board, entry))
  }

  return {
    join(person, listener) {
      const key = keyOf(person)
      const entry = seatOf(person, key)
      entry.listeners.add(listener)
      let isHere = true
      return {
        person,
        async read() {
          if (!entry.isFollowing) await desk.sit(person.shop, rowOf(entry))
          const view = await readSeat(entry)
          if (entry.isFollowing || entry.listeners.size === 0) return view
          entry.isFollowing = true
          const board = desk.board(person.shop)
          entry.news.seen(board, asOf(board, entry))
          entry.stop = desk.follow(person.shop, board => changed(entry, board))
          return view
        },
        async setStatus(status) {
          entry.status = status
          await desk.sit(person.shop, rowOf(entry))
          return readSeat(entry)
        },
        claim: dialogId => take(entry, listener, { dialogId, by: deps.seatDesk.claim }),
        accept: dialogId => take(entry, listener, { dialogId, by: deps.seatDesk.accept }),
        decline: dialogId => deps.offering.decline({ shop: person.shop, sub: person.sub, dialogId }),
        sign(dialogId, sign) {
          const talk = [...entry.held.values()].find(held => held.dialogId === dialogId)
          if (talk) deps.passSign({ ...sign, to: 'customer', dialogId, owner: talk.owner, shop: person.shop })
        },
        end() {
          if (!isHere) return
          isHere = false
          entry.listeners.delete(listener)
          if (entry.listeners.size > 0) return
          entry.stop()
          entry.news.stop()
          for (const { stop } of entry.held.values()) stop()
          entries.delete(key)
          desk.remove(person.shop, person.sub)
        },
      }
    },
    onSign(sign) {
      const { shop, dialogId } = sign
      const entry = holderOf(shop, dialogId)
      if (entry) tell(entry, { kind: 'sign', dialogId, sign })
    },
    onLive(message) {
      if (holderOf(message.shop, message.dialogId)) deps.liveTexts.hear(message)
    },
  }
}

/** The seat follows the dialog: the board may not show yet who has just got it. */
function isTold({ person, held }: Entry, shop: string, dialogId: DialogId): boolean {
  return person.shop === shop && [...held.values()].some(talk => talk.dialogId === dialogId)
}

const keyOf = ({ shop, sub }: Pick<SeatPerson, 'shop' | 'sub'>) => `${shop}\n${sub}`

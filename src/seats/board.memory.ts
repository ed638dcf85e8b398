// The boards in this process's memory.
import type { Clock } from '../clock.js'
import type { DialogId } from '../ids.js'
import {
  type DeskBoards,
  type DeskRow,
  nextPace,
  type Offer,
  PACE_MS,
  type Pace,
  presenceOf,
  type SeatNote,
  type SeatRow,
  STALE_MS,
} from './board.js'

interface Shop {
  readonly rows: Map<DialogId, DeskRow>
  readonly seats: Map<string, { readonly row: SeatRow; beatAt: number }>
  readonly paces: Map<string, Pace>
  readonly offers: Map<DialogId, Offer>
  readonly notes: Map<string, SeatNote>
  version: number
}

export function createMemoryBoards(clock: Clock): DeskBoards {
  const shops = new Map<string, Shop>()

  function shopOf(name: string): Shop {
    const known = shops.get(name) ?? {
      rows: new Map(),
      seats: new Map(),
      paces: new Map(),
      offers: new Map(),
      notes: new Map(),
      version: 0,
    }
    shops.set(name, known)
    return known
  }

  return {
    async exchange(name, subs) {
      const now = clock.now()
      const { rows, seats, paces, offers, notes, version } = shopOf(name)
      for (const sub of subs) {
        const seat = seats.get(sub)
        if (seat) seat.beatAt = now
      }
      const present = [...seats].map(
        ([sub, { row, beatAt }]) => [sub, presenceOf(row, now - beatAt, notes.get(sub))] as const,
      )
      return {
        version: String(version),
        at: now,
        rows: new Map(rows),
        seats: new Map(present),
        paces: new Map(paces),
        offers: new Map(offers),
        notes: new Map(notes),
      }
    },
    async put(name, row, most) {
      const shop = shopOf(name)
      const same = ({ kind }: DeskRow) => (kind === 'waiting') === (row.kind === 'waiting')
      const before = shop.rows.get(row.dialogId)
      const others = [...shop.rows.values()].filter(same).length
      if (most !== undefined && !(before && same(before)) && others >= most) return false
      shop.rows.set(row.dialogId, row)
      shop.version++
      return true
    },
    async drop(name, dialogId) {
      const shop = shopOf(name)
      if (shop.rows.delete(dialogId)) shop.version++
    },
    async claimed(name, skill) {
      const { paces } = shopOf(name)
      const now = clock.now()
      paces.set(skill, nextPace(paces.get(skill), now))
      for (const [other, { at }] of paces) if (now - at > PACE_MS) paces.delete(other)
    },
    async seat(name, row) {
      const shop = shopOf(name)
      shop.seats.set(row.sub, { row, beatAt: clock.now() })
      shop.version++
    },
    async left(name, sub) {
      const shop = shopOf(name)
      const seat = shop.seats.get(sub)
      if (seat && !seat.row.isSocketless) seat.beatAt = clock.now() - STALE_MS - 1
      shop.version++
    },
    async dropSeat(name, sub) {
      const shop = shopOf(name)
      shop.seats.delete(sub)
      shop.notes.delete(sub)
      shop.version++
    },
    async amend(name, version, change) {
      const shop = shopOf(name)
      if (String(shop.version) !== version) return false
      write(shop.offers, change.offers)
      write(shop.notes, change.notes)
      for (const [sub, row] of change.statuses) {
        const seat = shop.seats.get(sub)
        if (seat) shop.seats.set(sub, { ...seat, row })
      }
      shop.version++
      return true
    },
    // Boards in memory are lost only together with the dialogs.
    claimWalk: async () => false,
    walked: async () => undefined,
    shops: async () => [...shops].flatMap(([name, { rows }]) => (rows.size > 0 ? [name] : [])),
  }
}

function write<T>(entries: Map<string, T>, change: ReadonlyMap<string, T | undefined>): void {
  for (const [name, entry] of change) {
    if (entry === undefined) entries.delete(name)
    else entries.set(name, entry)
  }
}

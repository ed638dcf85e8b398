// Seats without a socket: each request makes such a seat present for the next hour.
import type { SeatRow, SeatStatus } from './board.js'
import type { Desk } from './desk.js'
import type { Offering } from './offering.js'
import type { SeatPerson } from './seat-acts.js'
import { type SeatView, viewOf } from './seat-view.js'

export interface Benches {
  /** The seat has made a request. Throws Problem 'store-away'. */
  seen(person: SeatPerson): Promise<void>
  setStatus(person: SeatPerson, status: SeatStatus): Promise<void>
  read(person: SeatPerson): Promise<SeatView>
}

export function createBenches(desk: Desk, load: Offering['load']): Benches {
  /** A seat with a socket is present by its socket: its requests change the status only. */
  async function note(person: SeatPerson, status?: SeatStatus): Promise<SeatRow> {
    const { shop, sub, name, skills, capacity } = person
    const before = (await desk.refresh(shop)).seats.get(sub)
    const isSocketless = before?.isSocketless ?? true
    const row = { sub, name, skills, capacity, isSocketless, status: status ?? before?.status ?? 'away' }
    if (isSocketless || status !== undefined) await desk.present(shop, row)
    return row
  }

  return {
    async seen(person) {
      await note(person)
    },
    async setStatus(person, status) {
      await note(person, status)
    },
    async read(person) {
      const { status } = await note(person)
      const board = desk.board(person.shop)
      return viewOf(board, person, { status, load: load(person.shop, board, person.sub) })
    },
  }
}

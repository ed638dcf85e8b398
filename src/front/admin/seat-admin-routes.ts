// The desk as operators see it: who is there and how much they hold; what a seat holds may be taken back.
import { type Static, Type } from '@sinclair/typebox'
import { EVERY_SHOP, type Identity } from '../../auth/identity.js'
import type { DeskBoard, SeatPresence } from '../../seats/board.js'
import { heldBy, isOnline, queueOf } from '../../seats/queue-order.js'
import { json } from '../http/reply.js'
import type { Route } from '../http/route.js'

export interface SeatAdminDeps {
  /** The boards that are known here, by shop. */
  boards(): ReadonlyMap<string, DeskBoard>
  /** Gives back to the queue what the seat holds; resolves to how many dialogs that were. */
  takeBack(shop: string, sub: string): Promise<number>
}

const SeatJson = Type.Object({
  shop: Type.String(),
  sub: Type.String(),
  name: Type.String(),
  status: Type.String(),
  online: Type.Boolean(),
  load: Type.Integer(),
  capacity: Type.Integer(),
  skills: Type.Array(Type.String()),
})
const Seats = Type.Object({ seats: Type.Array(SeatJson), waiting: Type.Integer() })

export function seatAdminRoutes(deps: SeatAdminDeps): Route[] {
  return [
    {
      method: 'GET',
      path: '/admin/seats',
      summary: 'Who is at the desk, and how much they hold',
      who: 'admin',
      replies: { 200: { description: 'The seats of the shops of the token', schema: Seats } },
      problems: [],
      async handle({ identity }) {
        const boards = [...deps.boards()].filter(([shop]) => reaches(identity, shop))
        const seats = boards.flatMap(([shop, board]) =>
          [...board.seats.values()].map(seat => seatJson(shop, board, seat)),
        )
        const waiting = boards.reduce((sum, [, board]) => sum + queueOf(board).length, 0)
        return json(200, { seats, waiting })
      },
    },
    {
      method: 'DELETE',
      path: '/admin/seats/{uid}/claims',
      summary: 'Give back to the queue what a seat holds',
      who: 'admin',
      replies: { 200: { description: 'How many', schema: Type.Object({ returned: Type.Integer() }) } },
      problems: ['store-away'],
      async handle({ identity, params }) {
        const sub = decodeURIComponent(params.uid ?? '')
        let returned = 0
        for (const shop of deps.boards().keys()) {
          if (reaches(identity, shop)) returned += await deps.takeBack(shop, sub)
        }
        return json(200, { returned })
      },
    },
  ]
}

function reaches({ shop: own }: Identity, shop: string): boolean {
  return own === EVERY_SHOP || own === shop
}

function seatJson(shop: string, board: DeskBoard, seat: SeatPresence): Static<typeof SeatJson> {
  const { sub, name, status, capacity, skills } = seat
  const load = heldBy(board, sub).length
  return { shop, sub, name, status, online: isOnline(seat), load, capacity, skills: [...skills] }
}

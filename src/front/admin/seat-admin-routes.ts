// Routes on which operators read the seats with their loads, change a seat, and take its dialogs back.
import { type Static, Type } from '@sinclair/typebox'
import { EVERY_SHOP, type Identity } from '../../auth/identity.js'
import { Problem } from '../../problem.js'
import type { DeskBoard, SeatPresence } from '../../seats/board.js'
import type { SeatOverride } from '../../seats/offering.js'
import { isOnline, queueOf } from '../../seats/queue-order.js'
import { json, noContent } from '../http/reply.js'
import { type Route, withBody } from '../http/route.js'
import { uidOf } from './path-uid.js'

export interface SeatAdminDeps {
  /** This process's boards, by shop. */
  boards(): ReadonlyMap<string, DeskBoard>
  /** Gives the seat's dialogs back to the queue; resolves to the number of dialogs. */
  takeBack(shop: string, sub: string): Promise<number>
  /** Throws Problem 'not-found' for an unknown seat. */
  override(shop: string, sub: string, override: SeatOverride): Promise<void>
  load(shop: string, board: DeskBoard, sub: string): number
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

const Override = Type.Object(
  {
    capacity: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
    skills: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 40 }), { maxItems: 32 })),
    status: Type.Optional(Type.Union([Type.Literal('online'), Type.Literal('away'), Type.Literal('break')])),
  },
  { additionalProperties: false },
)
const BODY_MAX = 4_096

export function seatAdminRoutes(deps: SeatAdminDeps): Route[] {
  return [
    overrideRoute(deps),
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
          [...board.seats.values()].map(seat =>
            seatJson(seat, { shop, load: deps.load(shop, board, seat.sub) }),
          ),
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
      async handle(call) {
        const sub = uidOf(call)
        let returned = 0
        for (const shop of deps.boards().keys()) {
          if (reaches(call.identity, shop)) returned += await deps.takeBack(shop, sub)
        }
        return json(200, { returned })
      },
    },
  ]
}

function reaches({ shop: own }: Identity, shop: string): boolean {
  return own === EVERY_SHOP || own === shop
}

function overrideRoute({ boards, override }: SeatAdminDeps): Route {
  return withBody(
    { schema: Override, maxBytes: BODY_MAX },
    {
      method: 'PUT',
      path: '/admin/seats/{uid}',
      summary: 'Set what a seat may have and whether it is there, until it goes',
      who: 'admin',
      replies: { 204: { description: 'It is so from now on' } },
      problems: ['not-found', 'store-away'],
      async handle(call) {
        const sub = uidOf(call)
        const found = [...boards()].filter(
          ([shop, { seats }]) => reaches(call.identity, shop) && seats.has(sub),
        )
        if (found.length === 0) throw new Problem('not-found')
        for (const [shop] of found) await override(shop, sub, call.body)
        return noContent()
      },
    },
  )
}

function seatJson(
  seat: SeatPresence,
  { shop, load }: { readonly shop: string; readonly load: number },
): Static<typeof SeatJson> {
  const { sub, name, status, capacity, skills } = seat
  return { shop, sub, name, status, online: isOnline(seat), load, capacity, skills: [...skills] }
}

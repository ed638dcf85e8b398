// Routes for a shop's own desk without a socket: each takes a frame of /seat as body and replies with its result.
import { type TSchema, Type } from '@sinclair/typebox'
import type { Benches } from '../../seats/benches.js'
import type { Offering } from '../../seats/offering.js'
import type { SeatPerson } from '../../seats/seat-acts.js'
import type { SeatDesk } from '../../seats/seat-desk.js'
import { idempotencyKey, keyOf } from '../chat/idempotency-key.js'
import { json, noContent, type Reply } from '../http/reply.js'
import { type Call, type Route, withBody } from '../http/route.js'
import { socketRoute } from '../socket/socket-route.js'
import { type SeatCannedDeps, seatCannedRoute } from './canned-route.js'
import { historyJson, queueJson } from './json.js'
import { type SeatFrameOf, seatShapes } from './seat-frames.js'
import { actOf, type PlainFrame, personOf, sayOf } from './seat-session.js'

export interface SeatRouteDeps extends SeatCannedDeps {
  readonly seatDesk: SeatDesk
  readonly offering: Pick<Offering, 'decline'>
  /** Seats without a socket. */
  readonly benches: Benches
  readonly clock: { now(): number }
  /** SEAT_CAPACITY. */
  readonly capacity: number
}

const BODY_MAX = 16_384
const problems = [
  'not-found',
  'held',
  'not-held',
  'not-waiting',
  'at-capacity',
  'seat-away',
  'key-reused',
  'store-away',
] as const

type Handle<T extends keyof typeof seatShapes> = (
  person: SeatPerson,
  frame: SeatFrameOf<T>,
  key: string | undefined,
) => Promise<Reply>

export function seatRoutes(deps: SeatRouteDeps): Route[] {
  const { seatDesk, benches, clock, capacity } = deps

  function route<T extends keyof typeof seatShapes>(type: T, summary: string, handle: Handle<T>): Route {
    return withBody(
      { schema: seatShapes[type] as TSchema, maxBytes: BODY_MAX },
      {
        method: 'POST',
        path: `/seat/${type}`,
        summary,
        who: 'seat',
        parameters: [idempotencyKey],
        replies: { 200: { description: 'Its result', schema: Type.Object({}) } },
        problems,
        async handle({ identity, body, request }: Call<unknown>) {
          const person = personOf(identity, capacity)
          const key = keyOf(request)
          await benches.seen(person)
          return handle(person, { ...(body as object), type } as SeatFrameOf<T>, key)
        },
      },
    )
  }
  const act = <T extends PlainFrame['type']>(type: T, summary: string) =>
    route(type, summary, async (person, frame, key) => {
      await actOf(seatDesk, person, { frame: frame as PlainFrame, key })
      return json(200, { type: 'done', ref: frame.ref })
    })

  return [
    socketRoute('/seat', 'seat', 'WebSocket of a seat'),
    seatCannedRoute(deps),
    route('claim', 'Take a waiting dialog', async (person, { ref, dialog_id: dialogId }) =>
      json(200, { type: 'history', ref, ...historyJson(await seatDesk.claim(person, dialogId)) }),
    ),
    route(
      'accept',
      'Take a dialog that is offered to this seat',
      async (person, { ref, dialog_id: dialogId }) =>
        json(200, { type: 'history', ref, ...historyJson(await seatDesk.accept(person, dialogId)) }),
    ),
    route('decline', 'Let the next seat have an offered dialog', async ({ shop, sub }, frame) => {
      await deps.offering.decline({ shop, sub, dialogId: frame.dialog_id })
      return json(200, { type: 'done', ref: frame.ref })
    }),
    route('say', 'Say something to the customer', async (person, frame, key) => {
      const { seq, at } = await seatDesk.say(person, { ...sayOf(frame), key: frame.key ?? key })
      const said = { dialog_id: frame.dialog_id, seq, at: new Date(at).toISOString() }
      return json(200, { type: 'said', ref: frame.ref, ...said })
    }),
    act('note', 'Keep a note for seats'),
    act('release', 'Give a dialog back to the queue'),
    act('close', 'Give a dialog back to the bot'),
    act('transfer', 'Give a dialog to another seat, or to the head of the queue'),
    route('status', 'Come, pause or go', async (person, { status }) => {
      await benches.setStatus(person, status)
      return noContent()
    }),
    {
      method: 'GET',
      path: '/seat/queue',
      summary: 'The desk as this seat sees it',
      who: 'seat',
      replies: { 200: { description: 'The first frame of /seat', schema: Type.Object({}) } },
      problems: ['store-away'],
      async handle({ identity }) {
        const person = personOf(identity, capacity)
        const view = await benches.read(person)
        const cannedVersion = deps.cannedOf(person.shop).version
        return json(200, { type: 'queue', ...queueJson({ view, person, cannedVersion }, clock.now()) })
      },
    },
  ]
}

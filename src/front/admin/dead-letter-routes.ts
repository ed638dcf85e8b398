// Routes on which operators read undeliverable events and send them again.
import { Type } from '@sinclair/typebox'
import { ID_PATTERN } from '../../ids.js'
import type { StopSignal } from '../../stop.js'
import { idempotencyKey, keyOf } from '../chat/idempotency-key.js'
import { invalid } from '../chat/question.js'
import { json } from '../http/reply.js'
import { signalOf } from '../http/request.js'
import { type Parameter, type Route, withBody } from '../http/route.js'
import { momentIn } from './moment.js'
import { allShops } from './shops.js'

export interface DeadLetterDeps {
  /** The dead letters that died after this time, the oldest first. */
  dead(after: number, most: number): Promise<readonly Letter[]>
  /** Resolves to the number of dead letters that are due again. Ends early when the signal aborts, and goes on under the
   *  same key. Throws Problem 'key-reused'. */
  replay(
    which: { ids?: readonly string[]; from?: number; to?: number },
    how: { readonly key: string | undefined; readonly signal: StopSignal },
  ): Promise<number>
}

interface Letter {
  readonly at: number
  readonly delivery: {
    readonly eventId: string
    readonly endpoint: string
    readonly type: string
    readonly shop: string
    readonly dialogId?: string
    readonly tries: number
    readonly why?: string
  }
}

const Dead = Type.Object({
  deliveries: Type.Array(
    Type.Object({
      id: Type.String({ description: 'The webhook-id' }),
      endpoint: Type.String(),
      type: Type.String(),
      shop: Type.String(),
      dialog_id: Type.Optional(Type.String()),
      tries: Type.Integer(),
      why: Type.Optional(Type.String()),
      died_at: Type.String({ format: 'date-time' }),
    }),
  ),
  next: Type.String({ description: 'The `after` of the next page' }),
  has_more: Type.Boolean(),
})
const time = Type.Optional(Type.String({ format: 'date-time', maxLength: 40 }))
const Replay = Type.Object({
  ids: Type.Optional(Type.Array(Type.String({ pattern: ID_PATTERN }), { maxItems: 1_000 })),
  from: time,
  to: time,
})
const REPLAY_BYTES_MAX = 65_536
/** Longest time in which one request sends letters again. */
const REPLAY_MS = 600_000
const LIMIT = 100
const LIMIT_MAX = 1_000

const pageParameters: readonly Parameter[] = [
  {
    in: 'query',
    name: 'after',
    schema: Type.String({ pattern: '^\\d{1,15}$' }),
    description: 'The `next` of an earlier page, or epoch milliseconds; the oldest first.',
  },
  {
    in: 'query',
    name: 'limit',
    schema: Type.Integer({ minimum: 1, maximum: LIMIT_MAX }),
    description: `Dead letters of one page, ${LIMIT} by default.`,
  },
]

export function deadLetterRoutes({ dead, replay }: DeadLetterDeps): Route[] {
  return [
    {
      method: 'GET',
      path: '/admin/webhooks/dead',
      who: 'admin',
      summary: 'Events that could not be delivered, for 7 days',
      parameters: pageParameters,
      replies: { 200: { description: 'A page, the oldest first', schema: Dead } },
      problems: ['forbidden', 'invalid-field', 'store-away'],
      async handle(call) {
        allShops(call)
        const { after, limit } = pageOf(call.request.query)
        const letters = await dead(after, limit)
        const next = String(letters.at(-1)?.at ?? after)
        return json(200, { deliveries: letters.map(rowOf), next, has_more: letters.length === limit })
      },
    },
    withBody(
      { schema: Replay, maxBytes: REPLAY_BYTES_MAX },
      {
        method: 'POST',
        path: '/admin/webhooks/dead/replay',
        who: 'admin',
        summary: 'Send dead letters again under their ids: those named, those of a time, or all',
        parameters: [idempotencyKey],
        replies: {
          200: { description: 'How many are due again', schema: Type.Object({ replayed: Type.Integer() }) },
        },
        problems: ['forbidden', 'invalid-field', 'key-reused', 'store-away'],
        async handle(call) {
          allShops(call)
          const { ids, from, to } = call.body
          const order = { ...(ids && { ids }), ...timeIn('from', from), ...timeIn('to', to) }
          const how = { key: keyOf(call.request), signal: signalOf(call.request.client, REPLAY_MS) }
          return json(200, { replayed: await replay(order, how) })
        },
      },
    ),
  ]
}

function rowOf({ at, delivery: { eventId, endpoint, type, shop, dialogId, tries, why } }: Letter) {
  const diedAt = new Date(at).toISOString()
  return { id: eventId, endpoint, type, shop, dialog_id: dialogId, tries, why, died_at: diedAt }
}

function pageOf(query: string) {
  const given = new URLSearchParams(query)
  const after = given.get('after') || '0'
  const limit = given.get('limit') || String(LIMIT)
  if (!/^\d{1,15}$/.test(after)) throw invalid([{ field: 'after', message: 'must be the next of a page' }])
  if (!/^[1-9]\d{0,8}$/.test(limit)) throw invalid([{ field: 'limit', message: 'must be at least 1' }])
  return { after: Number(after), limit: Math.min(Number(limit), LIMIT_MAX) }
}

function timeIn(field: 'from' | 'to', text: string | undefined) {
  const at = momentIn(`/${field}`, text)
  return at === undefined ? {} : { [field]: at }
}

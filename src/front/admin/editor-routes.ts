// Routes on which operators and FAQ editors change hot answers and the FAQ, export degraded answers and left messages,
// and read the status.

import { Type } from '@sinclair/typebox'
import { idShape } from '../../ids.js'
import { Problem } from '../../problem.js'
import type { RefluxOrder } from '../../reflux/export.js'
import { Id } from '../chat/json.js'
import { linesReply, NDJSON } from '../http/ndjson.js'
import { json } from '../http/reply.js'
import type { Route } from '../http/route.js'
import { type FaqRoutesDeps, faqRoutes } from './faq-routes.js'
import { type HotRoutesDeps, hotRoutes } from './hot-routes.js'
import { allShops, shopOf } from './shops.js'

export interface AdminDeps {
  readonly hot: HotRoutesDeps
  readonly faq: FaqRoutesDeps
  /** NDJSON lines of a shop. Throws Problem 'not-found' when there is no dialog `after`. */
  refluxLines(order: RefluxOrder): AsyncIterable<string>
  /** The status of this process and of the cluster. */
  status(): Promise<object>
}

const Degraded = Type.Object({
  at: Type.String({ format: 'date-time' }),
  dialog_id: Type.String(),
  turn_id: Type.String({ description: 'Of a left message its `message_id`.' }),
  question: Type.String(),
  answer: Type.String(),
  level: Type.Integer(),
  source: Type.String({
    description:
      "The answer's; `message` for a left message: it stands in `question`, has an empty `answer`, and no model is asked.",
  }),
  better: Type.Optional(Type.String()),
})

export function adminRoutes(deps: AdminDeps): Route[] {
  return [...hotRoutes(deps.hot), ...faqRoutes(deps.faq), refluxRoute(deps), statusRoute(deps)]
}

function refluxRoute({ refluxLines }: AdminDeps): Route {
  return {
    method: 'GET',
    path: '/admin/reflux',
    summary: 'Degraded answers and better ones; left messages',
    who: 'admin',
    parameters: [
      {
        in: 'query',
        name: 'limit',
        schema: Type.Integer({ minimum: 1 }),
        description: 'The dialog that fills so many lines is the last one; all when absent.',
      },
      {
        in: 'query',
        name: 'after',
        schema: Id,
        description: 'The dialog_id of the last line so far: what stands behind it. 404 when it was deleted.',
      },
    ],
    replies: { 200: { description: 'An entry a line', type: NDJSON, schema: Degraded } },
    problems: ['invalid-field', 'not-found', 'store-away'],
    handle: call =>
      linesReply(refluxLines({ shop: shopOf(call), ...pageOf(new URLSearchParams(call.request.query)) })),
  }
}

function pageOf(query: URLSearchParams): Omit<RefluxOrder, 'shop'> {
  const [limit, after] = [query.get('limit'), query.get('after')]
  const errors = [
    ...(limit === null || /^[1-9]\d{0,8}$/.test(limit)
      ? []
      : [{ field: 'limit', message: 'must be a whole number from 1' }]),
    ...(after === null || idShape.test(after) ? [] : [{ field: 'after', message: 'must be a dialog_id' }]),
  ]
  if (errors.length > 0) throw new Problem('invalid-field', { errors })
  return {
    limit: limit === null ? Number.POSITIVE_INFINITY : Number(limit),
    ...(after !== null && { after }),
  }
}

function statusRoute({ status }: AdminDeps): Route {
  return {
    method: 'GET',
    path: '/admin/status',
    summary: 'What an operator asks first',
    who: 'admin',
    replies: {
      200: {
        description: 'This process, and what each process of the cluster last said',
        schema: Type.Any(),
      },
    },
    problems: [],
    async handle(call) {
      allShops(call)
      return json(200, await status())
    },
  }
}

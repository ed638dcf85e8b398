// Routes by which operators and FAQ editors change things at run time, each for the shop of their token.

import { Type } from '@sinclair/typebox'
import { idShape } from '../../ids.js'
import { Problem } from '../../problem.js'
import { Id } from '../chat/json.js'
import { receivedText } from '../http/body.js'
import { linesReply, NDJSON } from '../http/ndjson.js'
import { json, noContent, type Reply } from '../http/reply.js'
import { type Call, type Route, withBody } from '../http/route.js'
import { allShops, shopOf } from './shops.js'

export interface AdminDeps {
  readonly hot: {
    list(shop: string): { readonly pinned: readonly object[]; readonly learned: readonly LearnedAnswer[] }
    /** Throws Problem 'invalid-field' or 'store-away'. */
    pin(shop: string, pins: readonly { readonly question: string; readonly answer: string }[]): Promise<void>
    purge(): Promise<void>
  }
  readonly faq: {
    entries(shop: string): readonly object[]
    version(shop: string): string
    put(shop: string, ndjson: string): Promise<number>
    remove(shop: string, topic: string): Promise<boolean>
  }
  /** NDJSON lines of a shop. Throws Problem 'not-found' when there is no dialog `after`. */
  refluxLines(order: RefluxOrder): AsyncIterable<string>
  /** Everything an operator asks first. */
  status(): Promise<object>
}

export interface RefluxOrder {
  readonly shop: string
  /** Dialogs that stand behind this one. */
  readonly after?: string
  /** The dialog that fills so many lines is the last. */
  readonly limit: number
}

interface LearnedAnswer {
  readonly at: number
}

const BODY_MAX = 1_048_576
const Text = Type.String({ minLength: 1, maxLength: 4000 })
const Pins = Type.Object({ pinned: Type.Array(Type.Object({ question: Text, answer: Text })) })
const Topic = Type.Object({ topic: Type.String(), questions: Type.Array(Text), answer: Text })
const Degraded = Type.Object({
  at: Type.String({ format: 'date-time' }),
  dialog_id: Type.String(),
  turn_id: Type.String(),
  question: Type.String(),
  answer: Type.String(),
  level: Type.Integer(),
  source: Type.String(),
  better: Type.Optional(Type.String()),
})
const Listed = Type.Object({ pinned: Type.Array(Type.Any()), learned: Type.Array(Type.Any()) })

export function adminRoutes(deps: AdminDeps): Route[] {
  return [...hotRoutes(deps), ...faqRoutes(deps), refluxRoute(deps), statusRoute(deps)]
}

function hotRoutes({ hot }: AdminDeps): Route[] {
  const common = { path: '/admin/hot', who: 'admin' } as const
  const replies = { 200: { description: 'Pinned and learned answers with their hits', schema: Listed } }
  const list = (call: Call): Reply => {
    const { pinned, learned } = hot.list(shopOf(call))
    return json(200, {
      pinned,
      learned: learned.map(one => ({ ...one, at: new Date(one.at).toISOString() })),
    })
  }
  return [
    { ...common, method: 'GET', summary: 'The hot answers', replies, problems: [], handle: list },
    withBody(
      { schema: Pins, maxBytes: BODY_MAX },
      {
        ...{ ...common, method: 'PUT', summary: 'Replace the pinned answers', replies },
        problems: ['store-away'],
        async handle(call) {
          await hot.pin(shopOf(call), call.body.pinned)
          return list(call)
        },
      },
    ),
    {
      ...{ ...common, method: 'DELETE', summary: 'Forget what was learned, on every process' },
      replies: { 204: { description: 'It is forgotten' } },
      problems: ['store-away'],
      async handle(call) {
        allShops(call)
        await hot.purge()
        return noContent()
      },
    },
  ]
}

function faqRoutes({ faq }: AdminDeps): Route[] {
  const list = (call: Call) => {
    const shop = shopOf(call)
    return json(200, { version: faq.version(shop), entries: faq.entries(shop) })
  }
  const schema = Type.Object({ version: Type.String(), entries: Type.Array(Type.Any()) })
  const common = { path: '/admin/faq', who: 'admin' } as const
  return [
    {
      ...{ ...common, method: 'GET', summary: "The shop's FAQ", problems: [], handle: list },
      replies: { 200: { description: 'Its topics', schema } },
    },
    {
      ...{ ...common, method: 'POST', summary: 'Add or replace topics (NDJSON), all or none' },
      lines: { schema: Topic, maxBytes: BODY_MAX },
      replies: { 200: { description: 'How many', schema: Type.Object({ topics: Type.Integer() }) } },
      problems: ['too-large', 'invalid-utf8', 'invalid-field', 'store-away'],
      handle: async call => json(200, { topics: await faq.put(shopOf(call), linesOf(call)) }),
    },
    {
      ...{ method: 'DELETE', path: '/admin/faq/{topic}', summary: 'Take a topic out', who: 'admin' },
      replies: { 204: { description: 'It is out' } },
      problems: ['not-found', 'store-away'],
      async handle(call) {
        if (!(await faq.remove(shopOf(call), call.params.topic ?? ''))) throw new Problem('not-found')
        return noContent()
      },
    },
  ]
}

/** Editors' tools name all sorts of types for NDJSON: any is taken. */
const linesOf = ({ request }: Call) => receivedText(request, () => true)

function refluxRoute({ refluxLines }: AdminDeps): Route {
  return {
    ...{ method: 'GET', path: '/admin/reflux', summary: 'Degraded answers and better ones', who: 'admin' },
    parameters: [
      {
        ...{ in: 'query', name: 'limit', schema: Type.Integer({ minimum: 1 }) },
        description: 'The dialog that fills so many lines is the last one; all when absent.',
      },
      {
        ...{ in: 'query', name: 'after', schema: Id },
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
    ...{ method: 'GET', path: '/admin/status', summary: 'What an operator asks first', who: 'admin' },
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

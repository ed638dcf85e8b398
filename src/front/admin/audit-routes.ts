// Routes of the audit, and of the erasure of a customer.

import { Type } from '@sinclair/typebox'
import type { AuditEntry } from '../../audit/audit.js'
import type { AuditPage } from '../../audit/page.js'
import { type DialogId, idShape } from '../../ids.js'
import type { Trace } from '../../trace/trace.js'
import { Id } from '../chat/json.js'
import { invalid } from '../chat/question.js'
import { json } from '../http/reply.js'
import type { Parameter, Route } from '../http/route.js'
import { uidOf } from './path-uid.js'
import { shopNamed, shopOf, shopParameter } from './shops.js'

export interface AuditDeps {
  audit(query: AuditQuery): Promise<AuditPage>
  /** Resolves to the number of dialogs that were erased. */
  eraseCustomer(customer: { readonly shop: string; readonly uid: string }, trace: Trace): Promise<number>
}

/** Selects the entries to read. */
export interface AuditQuery {
  /** The `next` of an earlier page, or epoch milliseconds; '' is the beginning. */
  readonly after: string
  readonly limit: number
  readonly kind: string | undefined
  readonly traceId: string | undefined
  readonly dialogId: DialogId | undefined
  readonly uid: string | undefined
  /** Only entries of this shop; undefined: of all. */
  readonly shop: string | undefined
}

/** Route that erases one customer. */
export const CUSTOMER = { method: 'DELETE', path: '/admin/customers/{uid}' } as const

const LIMIT = 100
const LIMIT_MAX = 1_000
const hash = Type.Optional(Type.String({ description: 'A keyed hash' }))
const VersionOrValue = Type.Union([Type.String(), Type.Integer()])
const Entry = Type.Object({
  id: Type.String(),
  at: Type.String({ format: 'date-time' }),
  kind: Type.String({
    description: 'A masking kind, or blocked, more, admin, seat, erasure, refused, tool, confirm',
  }),
  place: Type.String({ description: 'question, answer, or the path of a route' }),
  rule: Type.String(),
  trace_id: Type.String(),
  shop: Type.Optional(Type.String()),
  count: Type.Optional(Type.Integer({ description: 'Hits or refusals that have no entry of their own' })),
  hash,
  dialog: hash,
  customer: hash,
  by: Type.Optional(Type.String({ description: 'The `sub` of the operator or seat' })),
  from: Type.Optional(VersionOrValue),
  to: Type.Optional(VersionOrValue),
  why: Type.Optional(Type.String()),
})
const Page = Type.Object({
  entries: Type.Array(Entry),
  next: Type.String({ description: 'The `after` of the next page' }),
  has_more: Type.Boolean({ description: 'There may be more now' }),
})

/** An id or a time for all streams, or one for each. */
const position = '(\\d{1,15}(-\\d{1,15})?)?'
const cursorShape = new RegExp(`^${position}((\\.${position}){2,3})?$`)

const parameters: readonly Parameter[] = [
  {
    in: 'query',
    name: 'after',
    schema: Type.String({ pattern: cursorShape.source }),
    description: 'The `next` of an earlier page, or epoch milliseconds to begin at; the oldest first.',
  },
  {
    in: 'query',
    name: 'limit',
    schema: Type.Integer({ minimum: 1, maximum: LIMIT_MAX }),
    description: `Entries of one page, ${LIMIT} by default.`,
  },
  { in: 'query', name: 'kind', schema: Type.String(), description: 'Only entries of this kind.' },
  { in: 'query', name: 'trace_id', schema: Id, description: 'Only entries of this trace.' },
  { in: 'query', name: 'dialog_id', schema: Id, description: 'Only entries about this dialog.' },
  { in: 'query', name: 'uid', schema: Type.String(), description: 'Only entries about this customer.' },
  shopParameter,
]

export function auditRoutes({ audit, eraseCustomer }: AuditDeps): Route[] {
  return [
    {
      method: 'GET',
      path: '/admin/audit',
      summary: 'What was masked, done, erased, refused',
      who: 'admin',
      parameters,
      replies: { 200: { description: 'A page of entries, oldest first', schema: Page } },
      problems: ['forbidden', 'invalid-field', 'store-away'],
      async handle(call) {
        const { entries, next, hasMore } = await audit({
          ...queryOf(call.request.query),
          shop: shopNamed(call),
        })
        return json(
          200,
          { entries: entries.map(entryOf), next, has_more: hasMore },
          { 'Cache-Control': 'no-store' },
        )
      },
    },
    {
      ...CUSTOMER,
      summary: 'Erase a customer of a shop',
      who: 'admin',
      parameters: [shopParameter],
      replies: {
        200: { description: 'How many dialogs there were', schema: Type.Object({ dialogs: Type.Integer() }) },
      },
      problems: ['forbidden', 'not-found', 'store-away'],
      handle: async call => {
        const customer = { shop: shopOf(call), uid: uidOf(call) }
        return json(200, { dialogs: await eraseCustomer(customer, call.trace) })
      },
    },
  ]
}

/** Lists the shown fields one by one, so that no other field of the record leaves the process. */
function entryOf({ id, at, kind, place, rule, traceId, shop, ...more }: AuditEntry) {
  const { count, hash, dialog, customer, by, from, to, why } = more
  const event = {
    kind,
    place,
    rule,
    trace_id: traceId,
    shop,
    count,
    hash,
    dialog,
    customer,
    by,
    from,
    to,
    why,
  }
  return { id, at: new Date(at).toISOString(), ...event }
}

function queryOf(query: string): Omit<AuditQuery, 'shop'> {
  const given = new URLSearchParams(query)
  const read = (field: string, shape: RegExp): string | undefined => {
    const value = given.get(field)
    if (value === null || value === '') return undefined
    if (!shape.test(value)) throw invalid([{ field, message: `must match ${shape.source}` }])
    return value
  }
  const limit = Number(read('limit', /^\d{1,9}$/) ?? LIMIT)
  if (limit === 0) throw invalid([{ field: 'limit', message: 'must be at least 1' }])
  return {
    after: read('after', cursorShape) ?? '',
    limit: Math.min(limit, LIMIT_MAX),
    kind: read('kind', /^[a-z_]{1,32}$/),
    traceId: read('trace_id', idShape),
    dialogId: read('dialog_id', idShape),
    uid: given.get('uid') || undefined,
  }
}

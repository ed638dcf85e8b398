// Routes on which operators export customers' ratings and reports.
import { Type } from '@sinclair/typebox'
import type { OpinionExport } from '../../feedback/export.js'
import { Id } from '../chat/json.js'
import { linesReply, NDJSON } from '../http/ndjson.js'
import type { Route } from '../http/route.js'
import { shopNamed, shopParameter } from './shops.js'

const Said = Type.Object({
  at: Type.String({ format: 'date-time' }),
  dialog_id: Id,
  shop: Type.String(),
  variant: Type.String(),
})
const OfAnswer = Type.Object({ turn_id: Id, source: Type.String() })
const comment = Type.Optional(Type.String())
const Rating = Type.Union([
  Type.Composite([
    ...[Said, OfAnswer],
    Type.Object({ about: Type.Literal('turn'), score: Type.Integer(), comment }),
  ]),
  Type.Composite([
    Said,
    Type.Object({
      about: Type.Literal('service'),
      service_id: Id,
      seat: Type.String(),
      comment,
      score: Type.Optional(Type.Integer({ minimum: 1, maximum: 5 })),
      declined: Type.Optional(Type.Literal(true)),
      solved: Type.Optional(Type.Boolean()),
    }),
  ]),
])
const Report = Type.Composite([
  ...[Said, OfAnswer],
  Type.Object({
    report_id: Id,
    kind: Type.String(),
    text: Type.Optional(Type.String()),
    answer_by: Type.String({ format: 'date-time' }),
  }),
])

const common: Pick<Route, 'method' | 'who' | 'parameters' | 'problems'> = {
  method: 'GET',
  who: 'admin',
  parameters: [shopParameter],
  problems: ['forbidden', 'store-away'],
}

export function opinionRoutes(opinions: OpinionExport): Route[] {
  return [
    {
      ...common,
      path: '/admin/ratings',
      summary: 'What customers think of answers and services in live dialogs',
      replies: { 200: { description: 'A rating a line', type: NDJSON, schema: Rating } },
      handle: call => linesReply(opinions.ratings(shopNamed(call))),
    },
    {
      ...common,
      path: '/admin/reports',
      summary: 'Answers that customers reported in live dialogs',
      replies: { 200: { description: 'A report a line', type: NDJSON, schema: Report } },
      handle: call => linesReply(opinions.reports(shopNamed(call))),
    },
  ]
}

// What customers said of answers, as operators export it.
import { Type } from '@sinclair/typebox'
import type { OpinionExport } from '../../feedback/export.js'
import { Id } from '../chat/json.js'
import { linesReply, NDJSON } from '../http/ndjson.js'
import type { Route } from '../http/route.js'
import { shopNamed, shopParameter } from './shops.js'

const Said = Type.Object({
  at: Type.String({ format: 'date-time' }),
  dialog_id: Id,
  turn_id: Id,
  shop: Type.String(),
  source: Type.String(),
  variant: Type.String(),
})
const Rating = Type.Composite([
  Said,
  Type.Object({ about: Type.String(), score: Type.Integer(), comment: Type.Optional(Type.String()) }),
])
const Report = Type.Composite([
  Said,
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
      ...{ ...common, path: '/admin/ratings', summary: 'What customers think of answers in live dialogs' },
      replies: { 200: { description: 'A rating a line', type: NDJSON, schema: Rating } },
      handle: call => linesReply(opinions.ratings(shopNamed(call))),
    },
    {
      ...{ ...common, path: '/admin/reports', summary: 'Answers that customers reported in live dialogs' },
      replies: { 200: { description: 'A report a line', type: NDJSON, schema: Report } },
      handle: call => linesReply(opinions.reports(shopNamed(call))),
    },
  ]
}

// The customer's routes about an answer or a service: a thumb, a report, a rating.
import { Type } from '@sinclair/typebox'
import { languageOf } from '../../language.js'
import { json, noContent } from '../http/reply.js'
import { type Call, type Route, withBody } from '../http/route.js'
import { idempotencyKey, keyOf } from './idempotency-key.js'
import { Id, Nullable } from './json.js'
import type { OpinionsOfCustomers } from './opinions.js'

export const Score = Type.Union([Type.Literal(-1), Type.Literal(1)])
const Feedback = Type.Object({ score: Score, comment: Nullable(Type.String()) })
const Report = Type.Object({
  kind: Type.Union([
    Type.Literal('wrong'),
    Type.Literal('harmful'),
    Type.Literal('privacy'),
    Type.Literal('other'),
  ]),
  text: Nullable(Type.String()),
})
const scores = [1, 2, 3, 4, 5] as const
export const ServiceRatingBody = Type.Object({
  service_id: Nullable(Id),
  score: Nullable(Type.Union(scores.map(score => Type.Literal(score)))),
  declined: Nullable(Type.Literal(true)),
  solved: Nullable(Type.Boolean()),
  comment: Nullable(Type.String()),
})
const Receipt = Type.Object({ report_id: Id, answer_by: Type.String({ format: 'date-time' }) })
const BODY_MAX = 16_384

const common: Pick<Route, 'method' | 'who' | 'parameters' | 'problems'> = {
  method: 'POST',
  who: 'customer',
  parameters: [idempotencyKey],
  problems: ['not-found', 'gone', 'key-reused', 'rate-limited', 'masking-failed', 'store-away'],
}

export function feedbackRoutes(opinions: OpinionsOfCustomers): Route[] {
  return [
    withBody(
      { schema: Feedback, maxBytes: BODY_MAX },
      {
        ...common,
        path: '/chat/{dialog_id}/turns/{turn_id}/feedback',
        summary: 'Say if an answer was good',
        replies: { 204: { description: 'It is kept, in the place of an earlier one' } },
        async handle(call) {
          const { body, identity, request } = call
          const { score, comment } = body
          const language = languageOf(request.headers.get('accept-language'), identity.language)
          const rating = { ...aboutOf(call), score, comment: comment ?? undefined, language }
          await opinions.rate(identity, rating)
          return noContent()
        },
      },
    ),
    withBody(
      { schema: Report, maxBytes: BODY_MAX },
      {
        ...common,
        path: '/chat/{dialog_id}/turns/{turn_id}/report',
        summary: 'Report an answer to the shop',
        replies: { 202: { description: 'It is kept; the shop answers by then', schema: Receipt } },
        async handle(call) {
          const { kind: grievance, text } = call.body
          const order = { ...aboutOf(call), grievance, text: text ?? undefined }
          const { reportId, answerBy } = await opinions.report(call.identity, order)
          return json(202, { report_id: reportId, answer_by: new Date(answerBy).toISOString() })
        },
      },
    ),
    withBody(
      { schema: ServiceRatingBody, maxBytes: BODY_MAX },
      {
        ...common,
        path: '/chat/{dialog_id}/rating',
        summary: "Rate a person's service, or say that you will not",
        replies: { 204: { description: 'It is kept, in the place of an earlier one' } },
        async handle(call) {
          const { turn, key } = aboutOf(call)
          await opinions.rateService(call.identity, { dialogId: turn.dialogId, key }, call.body)
          return noContent()
        },
      },
    ),
  ]
}

function aboutOf({ params, request }: Pick<Call, 'params' | 'request'>) {
  return {
    turn: { dialogId: params.dialog_id ?? '', turnId: params.turn_id ?? '' },
    key: keyOf(request),
  }
}

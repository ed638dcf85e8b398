// The route of a decision about a proposed write.
import { Type } from '@sinclair/typebox'
import { json } from '../http/reply.js'
import { type Route, withBody } from '../http/route.js'
import { ConfirmationResult, confirmationJson, Decision } from './confirmation-json.js'
import type { Decisions } from './decisions.js'

const BODY_MAX = 16_384

export function confirmationRoutes({ decide }: Decisions): Route[] {
  return [
    withBody(
      { schema: Type.Object({ decision: Decision }), maxBytes: BODY_MAX },
      {
        method: 'POST',
        path: '/chat/{dialog_id}/confirmations/{confirm_id}',
        summary:
          'Say yes or no to a proposed write; a seat does where a seat must. Repeated, the reply is the same',
        who: 'customer',
        whoElse: ['seat'],
        replies: { 200: { description: 'What became of it', schema: ConfirmationResult } },
        problems: ['not-found', 'not-held', 'confirm-expired', 'gone', 'rate-limited', 'store-away'],
        async handle({ identity, params, body: { decision }, trace }) {
          const { dialog_id: dialogId = '', confirm_id: confirmId = '' } = params
          const end = await decide(identity, { dialogId, confirmId, decision }, trace)
          return json(200, confirmationJson(end))
        },
      },
    ),
  ]
}

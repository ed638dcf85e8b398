// The customer's routes to people: ask for one, wait no longer, leave a message.
import { Type } from '@sinclair/typebox'
import { languageOf } from '../../language.js'
import type { Asking } from '../../seats/asking.js'
import type { LeavingMessages } from '../../seats/leaving-messages.js'
import { type CustomerRate, pay } from '../customer-rate.js'
import { json, noContent } from '../http/reply.js'
import { type Call, type Route, withBody } from '../http/route.js'
import { idempotencyKey, keyOf } from './idempotency-key.js'
import { questionOf } from './question.js'
import { ModeName, Open, standingFields, waitOf, waitReason } from './standing-json.js'

export interface PersonRouteDeps {
  readonly asking: Asking
  readonly leaving: Pick<LeavingMessages, 'leaveMessage'>
  /** Requests about people count as questions to the store do. */
  readonly mayAsk: CustomerRate
  readonly limits: { readonly textMax: number }
}

const BODY_MAX = 16_384
const Skill = Type.Optional(Type.String({ minLength: 1, maxLength: 40 }))
const Bot = Type.Optional(Type.Union([Type.Literal('on'), Type.Literal('off')]))
export const HandoffWishBody = Type.Object({
  skill: Skill,
  bot: Bot,
  note: Type.Optional(Type.String({ maxLength: 2_000 })),
})

export const HandoffJson = Type.Object({ mode: ModeName, ...standingFields, ...waitReason, open: Open })

export function personRoutes(deps: PersonRouteDeps): Route[] {
  return [askForPerson(deps), leaveQueue(deps), leaveMessage(deps)]
}

const path = '/chat/{dialog_id}/handoff'

function askForPerson({ asking, mayAsk }: PersonRouteDeps): Route {
  return withBody(
    { schema: HandoffWishBody, maxBytes: BODY_MAX },
    {
      method: 'POST',
      path,
      summary: 'Ask for a person; asked twice, the dialog keeps its place',
      who: 'customer',
      replies: { 202: { description: 'How the dialog stands with people', schema: HandoffJson } },
      parameters: [idempotencyKey],
      problems: ['not-found', 'key-reused', 'rate-limited', 'store-away'],
      async handle(call) {
        pay(mayAsk, call.identity.owner)
        const { skill, bot, note } = call.body
        const view = await asking.ask({ ...askedBy(call), reason: 'asked', skill, bot, note })
        return json(202, waitOf(view))
      },
    },
  )
}

function leaveQueue({ asking, mayAsk }: PersonRouteDeps): Route {
  return {
    method: 'DELETE',
    path,
    summary: 'Wait for a person no longer',
    who: 'customer',
    replies: { 204: { description: 'It does not wait' } },
    problems: ['not-found', 'held', 'rate-limited', 'store-away'],
    async handle(call) {
      pay(mayAsk, call.identity.owner)
      await asking.leaveQueue(call.identity, call.params.dialog_id ?? '')
      return noContent()
    },
  }
}

function leaveMessage({ leaving, mayAsk, limits }: PersonRouteDeps): Route {
  return withBody(
    { schema: Type.Object({ text: Type.String({ minLength: 1 }) }), maxBytes: BODY_MAX },
    {
      method: 'POST',
      path: '/chat/{dialog_id}/left-message',
      summary: 'Leave a message for the next person; at most three a dialog',
      who: 'customer',
      replies: {
        202: { description: 'It is kept', schema: Type.Object({ message_id: Type.String() }) },
      },
      parameters: [idempotencyKey],
      problems: ['not-found', 'key-reused', 'rate-limited', 'masking-failed', 'store-away'],
      async handle(call) {
        pay(mayAsk, call.identity.owner)
        const text = questionOf(call.body.text, '/text', limits.textMax)
        const asked = { ...askedBy(call), reason: 'left-message' } as const
        return json(202, { message_id: await leaving.leaveMessage(asked, text) })
      },
    },
  )
}

function askedBy({ identity: customer, params, request }: Call) {
  const language = languageOf(request.headers.get('accept-language'), customer.language)
  return { dialogId: params.dialog_id ?? '', customer, language, key: keyOf(request) }
}

// The JSON of writes that wait for a yes, and of what became of them.
import { Type } from '@sinclair/typebox'
import type { StoredTurn } from '../../answer/answer.js'
import type { ConfirmationEnd } from '../../dialog/store/confirmations.js'
import { Card } from './cards.js'

const Values = Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]))
const oneOf = <const W extends string>(...words: W[]) => Type.Union(words.map(word => Type.Literal(word)))

export const Confirm = Type.Object(
  {
    confirm_id: Type.String(),
    tool: Type.String(),
    text: Type.String({ description: 'What would be done, in a sentence.' }),
    arguments: Values,
    expires_at: Type.String({ format: 'date-time' }),
    by: oneOf('customer', 'seat'),
  },
  { description: 'A write that waits for a yes: nothing is done before.' },
)

export const Decision = Type.Union([Type.Literal('yes'), Type.Literal('no')])

export const ConfirmationResult = Type.Object({
  state: Type.Union(
    [...(['done', 'failed', 'refused', 'unknown'] as const).map(state => Type.Literal(state))],
    {
      description: '`unknown`: the shop did not say whether it was done; it is never tried again.',
    },
  ),
  result: Type.Optional(Values),
  card: Type.Optional(Card),
})

/** Its time runs from the commit of its turn on. */
export function confirmOf({ at, answer: { confirm } }: StoredTurn) {
  if (confirm === undefined) return undefined
  const { confirmId, tool, text, arguments: shown, by, ttlMs } = confirm
  return {
    confirm_id: confirmId,
    tool,
    text,
    arguments: shown,
    expires_at: new Date(at + ttlMs).toISOString(),
    by,
  }
}

export function confirmationJson({ state, result, card }: ConfirmationEnd) {
  return { state, result, card }
}

// The JSON of how a dialog stands with people: the same in a reply, in a frame, in a dialog and beside an answer.
import { Type } from '@sinclair/typebox'
import type { AnswerHandoff } from '../../answer/answer.js'

export const ModeName = Type.Union([Type.Literal('bot'), Type.Literal('queued'), Type.Literal('seat')])

export const Open = Type.Boolean({ description: 'A person can be had.' })
export const standingFields = {
  open: Type.Optional(Open),
  position: Type.Optional(Type.Integer()),
  waiting: Type.Optional(Type.Integer()),
  eta_s: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
  why: Type.Optional(Type.Union(['hours', 'nobody', 'full', 'long'].map(why => Type.Literal(why)))),
  next_open_at: Type.Optional(Type.Union([Type.String({ format: 'date-time' }), Type.Null()])),
  seat: Type.Optional(Type.Object({ name: Type.String() })),
}

export const waitReason = {
  reason: Type.Optional(Type.String({ description: 'Why the dialog waits for a person.' })),
}

/** The same with the reason of the wait. Beside an answer `reason` is that of the answer. */
export function waitOf(view: Parameters<typeof standingOf>[0] & { readonly reason?: string | undefined }) {
  return { ...standingOf(view), reason: view.reason }
}

/** `name` is that of the seat that holds it. */
export function standingOf(view: AnswerHandoff & { readonly name?: string }) {
  const { mode, open, position, waiting, etaS, why, nextOpenAt, name } = view
  return {
    mode,
    open,
    ...(position !== undefined && { position, waiting, eta_s: etaS ?? null }),
    ...(!open && { why, next_open_at: nextOpenAt === undefined ? null : new Date(nextOpenAt).toISOString() }),
    ...(name !== undefined && { seat: { name } }),
  }
}

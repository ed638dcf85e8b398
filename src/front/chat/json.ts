// The JSON of the contract: schemas for bodies and replies, and the functions that fill them.
import { type TSchema, Type } from '@sinclair/typebox'
import { isByModel, type StoredTurn } from '../../answer/answer.js'
import type { TurnReply } from '../../dialog/chat.js'
import type { DialogView } from '../../dialog/store/dialog-views.js'
import type { TurnRef } from '../../dialog/store/dialogs.js'
import type { RatingInvitation } from '../../dialog/store/services.js'
import type { Mode } from '../../dialog/store/talk.js'
import { STABLE } from '../../gray/variant.js'
import { ID_PATTERN } from '../../ids.js'
import { Cards, Grounds } from './cards.js'
import { Confirm, confirmOf } from './confirmation-json.js'
import type { FollowEvent } from './replay.js'
import { ModeName, standingFields, standingOf, waitOf, waitReason } from './standing-json.js'
import { Attachments, Context } from './subject.js'

export const Id = Type.String({ pattern: ID_PATTERN })
/** A member that may be null, which is the same as absent. */
export const Nullable = <T extends TSchema>(schema: T) => Type.Optional(Type.Union([schema, Type.Null()]))

export const Question = Type.Object({
  uid: Type.Optional(Type.String({ description: 'If present it must be the `sub` of the token.' })),
  text: Type.Optional(
    Type.String({
      description: 'Trimmed, 1 to TEXT_MAX characters. May be absent when there are attachments.',
    }),
  ),
  dialog_id: Nullable(Id),
  context: Nullable(Context),
  attachments: Nullable(Attachments),
})

const Offer = Type.Object({ kind: Type.Literal('handoff'), reason: Type.String() })
const Source = Type.Union(['llm', 'hot', 'tool', 'faq', 'seat', 'notice'].map(name => Type.Literal(name)))
const Improves = Type.String({
  ...Id,
  description: 'This turn asked that one again, by itself: it had got a degraded answer.',
})
const Ai = Type.Boolean({
  description:
    'A model wrote the answer, now or when it was learned; false for an FAQ, pinned or fixed text.',
})
export const Moment = Type.String({ format: 'date-time' })

export const Answer = Type.Object({
  dialog_id: Id,
  answer: Type.String(),
  cost_ms: Type.Integer(),
  turn_id: Id,
  seq: Type.Integer({ description: 'From 1, without gaps.' }),
  source: Source,
  ai: Ai,
  level: Type.Integer({ minimum: 0, maximum: 4 }),
  variant: Type.String({ description: '`stable`, or the name of the release that the customer met.' }),
  faq_id: Type.Optional(Type.String()),
  candidates: Type.Optional(Type.Array(Type.String())),
  cards: Type.Optional(Cards),
  grounds: Type.Optional(Grounds),
  confirm: Type.Optional(Confirm),
  reason: Type.Optional(Type.String()),
  improves: Type.Optional(Improves),
  offer: Type.Optional(Offer),
  mode: Type.Optional(
    Type.String({
      description:
        'With `open`, `position`, `waiting`, `eta_s` or `why`: how the dialog stands with people, when the answer says so.',
    }),
  ),
  open: Type.Optional(Type.Boolean()),
  renewed: Type.Optional(Type.Boolean()),
  stateless: Type.Optional(Type.Boolean()),
})

export const Pending = Type.Object({
  dialog_id: Id,
  turn_id: Id,
  status: Type.Literal('pending'),
  retry_after_ms: Type.Integer(),
  cost_ms: Type.Integer(),
  mode: Type.Optional(Type.Union([Type.Literal('queued'), Type.Literal('seat')])),
})

export const Message = Type.Object(
  {
    seq: Type.Integer(),
    at: Moment,
    from: Type.Literal('seat'),
    name: Type.String(),
    text: Type.String(),
    ai: Ai,
  },
  { description: 'A message of a person.' },
)

export const Dialog = Type.Object({
  dialog_id: Id,
  mode: ModeName,
  ...standingFields,
  ...waitReason,
  expires_at: Moment,
  rate: Type.Optional(
    Type.Object(
      { service_id: Id, expires_at: Moment },
      { description: 'A closed service that may be rated.' },
    ),
  ),
  turns: Type.Array(
    Type.Union([
      Type.Object({
        turn_id: Id,
        seq: Type.Integer(),
        at: Moment,
        text: Type.String(),
        answer: Type.String(),
        source: Source,
        ai: Ai,
        cards: Type.Optional(Cards),
        confirm: Type.Optional(Confirm),
        improves: Type.Optional(Improves),
      }),
      Message,
    ]),
  ),
})

/** The pause a client is asked to make before it polls, unless it polls with `wait`. */
const RETRY_AFTER_MS = 1000

/** The body of a 200, of an `answer` event and of an `answer` frame. */
export function replyOf({ dialogId, turn, costMs, renewed, stateless }: AnsweredJson) {
  const { text, source, level, faqId, candidates, cards, grounds, reason, improves, handoff, offer } =
    turn.answer
  return {
    dialog_id: dialogId,
    answer: text,
    cost_ms: Math.round(costMs),
    turn_id: turn.turnId,
    seq: turn.seq,
    source,
    ai: isByModel(turn.answer),
    level,
    variant: turn.answer.variant ?? STABLE,
    faq_id: faqId,
    candidates,
    cards,
    grounds,
    confirm: confirmOf(turn),
    reason,
    improves,
    offer,
    renewed: renewed || undefined,
    stateless: stateless || undefined,
    ...(handoff && standingOf(handoff)),
  }
}

type AnsweredJson = Pick<TurnReply, 'dialogId' | 'turn' | 'costMs'> & Partial<TurnReply>

export function acceptedOf({ dialogId, turnId, renewed }: TurnRef & { readonly renewed: boolean }) {
  return { dialog_id: dialogId, turn_id: turnId, renewed: renewed || undefined }
}

/** An event of a dialog, as a frame; an SSE event has the `type` as its name. */
export function followed(dialogId: string, event: Exclude<FollowEvent, { kind: 'gone' }>) {
  switch (event.kind) {
    case 'answer':
      return { type: 'answer', ...replyOf({ dialogId, turn: event.turn, costMs: 0 }) } as const
    case 'message':
      return { type: 'message', dialog_id: dialogId, ...messageOf(event.turn) } as const
    case 'mode':
      return {
        ...({ type: 'mode', dialog_id: dialogId, mode: event.mode } as const),
        ...(event.mode === 'seat' && { open: true }),
        ...(event.seat && { seat: { name: event.seat.name }, service_id: event.seat.serviceId }),
      }
    case 'rate':
      return { type: 'rate', dialog_id: dialogId, ...invitationJson(event.invitation) } as const
    case 'typing':
      return { type: 'typing', dialog_id: dialogId, from: 'seat' } as const
    case 'read':
      return { type: 'read', dialog_id: dialogId, seq: event.seq } as const
    case 'reset':
      return { type: 'reset', dialog_id: dialogId, turns: event.turns.map(entryOf) } as const
  }
}

/** `mode` is told when it is not the bot that will answer. */
export function pendingOf({ dialogId, turnId }: TurnRef, mode: Mode, costMs: number) {
  return {
    dialog_id: dialogId,
    turn_id: turnId,
    status: 'pending',
    retry_after_ms: RETRY_AFTER_MS,
    cost_ms: Math.round(costMs),
    mode: mode === 'bot' ? undefined : mode,
  }
}

export function pathOf({ dialogId, turnId }: TurnRef): string {
  return `/chat/${dialogId}/turns/${turnId}`
}

function invitationJson({ serviceId, expiresAt }: RatingInvitation) {
  return { service_id: serviceId, expires_at: new Date(expiresAt).toISOString() }
}

/** `standing` is how the dialog stands with people, when that could be asked. */
export function dialogOf(
  { dialogId, mode, invitation, expiresAt, turns }: DialogView,
  standing: Parameters<typeof waitOf>[0] | undefined,
) {
  return {
    dialog_id: dialogId,
    mode,
    ...(standing && waitOf(standing)),
    expires_at: new Date(expiresAt).toISOString(),
    rate: invitation && invitationJson(invitation),
    turns: turns.map(entryOf),
  }
}

/** An entry of a dialog: a turn, or a person's message. */
export function entryOf(turn: StoredTurn) {
  return turn.answer.saidBy === undefined ? turnOf(turn) : messageOf(turn)
}

function messageOf({ seq, at, answer }: StoredTurn) {
  const { text, saidBy: name } = answer
  return { seq, at: new Date(at).toISOString(), from: 'seat', name, text, ai: isByModel(answer) }
}

function turnOf(turn: StoredTurn) {
  const { turnId: turn_id, seq, text } = turn
  const { text: answer, source, cards, improves } = turn.answer
  const at = new Date(turn.at).toISOString()
  const ai = isByModel(turn.answer)
  const confirm = confirmOf(turn)
  return { turn_id, seq, at, text, answer, source, ai, cards, confirm, improves }
}

// Frames of a seat's WebSocket, as they are checked and described. The routes for desks without a socket take the same
// bodies.
import { Type } from '@sinclair/typebox'
import { Id } from '../chat/json.js'
import { exampleIds } from '../socket/example-ids.js'
import { createFrameReader, type FrameIn } from '../socket/frame-reader.js'

const TEXT_MAX = 2_000
const NOTE_MAX = 1_000
const TAG_MAX = 40
const TAGS_MAX = 10
const ref = Type.Optional(Type.String({ maxLength: 64 }))
const key = Type.Optional(Type.String({ pattern: '^[!-~]{1,64}$' }))
const { dialog: dialog_id, claim: claim_id } = exampleIds
const act = { ref, dialog_id: Id, claim_id: Type.Optional(Id) }

export const seatShapes = {
  status: Type.Object(
    { ref, status: Type.Union([Type.Literal('online'), Type.Literal('away'), Type.Literal('break')]) },
    { description: 'Come, pause or go; echoed.', examples: [{ ref: 's1', status: 'online' }] },
  ),
  claim: Type.Object(
    { ref, dialog_id: Id },
    { description: 'Take a waiting dialog; confirmed by `history`.', examples: [{ ref: 's2', dialog_id }] },
  ),
  accept: Type.Object(
    { ref, dialog_id: Id },
    { description: 'Take an offered dialog; confirmed by `history`.', examples: [{ ref: 's3', dialog_id }] },
  ),
  decline: Type.Object(
    { ref, dialog_id: Id },
    { description: 'Let the next seat have an offered dialog.', examples: [{ ref: 's4', dialog_id }] },
  ),
  say: Type.Object(
    { ...act, text: Type.String({ minLength: 1, maxLength: TEXT_MAX }), key, draft_id: Type.Optional(Id) },
    {
      description: 'Say something to the customer; confirmed by `said`. With a `key` it may be repeated.',
      examples: [{ ref: 's5', dialog_id, claim_id, text: '您好，我来帮您看一下。', key: 'm-1' }],
    },
  ),
  draft: Type.Object(act, {
    description: 'Ask a model for a reply to the customer; it is told as `draft`, to this seat alone.',
    examples: [{ ref: 's10', dialog_id }],
  }),
  note: Type.Object(
    { ...act, text: Type.String({ minLength: 1, maxLength: NOTE_MAX }) },
    { description: 'Keep a note for seats.', examples: [{ ref: 's6', dialog_id, text: '已催仓库' }] },
  ),
  release: Type.Object(act, {
    description: 'Give a dialog back to the queue.',
    examples: [{ ref: 's7', dialog_id, claim_id }],
  }),
  close: Type.Object(
    {
      ...act,
      outcome: Type.Optional(
        Type.Union([
          ...(['solved', 'unsolved', 'no-reply', 'spam'] as const).map(outcome => Type.Literal(outcome)),
        ]),
      ),
      summary: Type.Optional(Type.String({ minLength: 1, maxLength: NOTE_MAX })),
      tags: Type.Optional(
        Type.Array(Type.String({ minLength: 1, maxLength: TAG_MAX }), { maxItems: TAGS_MAX }),
      ),
    },
    {
      description: 'Give a dialog back to the bot; `summary` and `tags` go to the shop with the event.',
      examples: [{ ref: 's8', dialog_id, claim_id, outcome: 'solved', summary: '已退款', tags: ['退款'] }],
    },
  ),
  transfer: Type.Object(
    {
      ...act,
      to: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
      skill: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
      note: Type.Optional(Type.String({ minLength: 1, maxLength: NOTE_MAX })),
    },
    {
      description: 'Give a dialog to another seat, or without `to` to the head of the queue.',
      examples: [{ ref: 's9', dialog_id, claim_id, to: 'seat-2', note: '需要退款权限' }],
    },
  ),
  typing: Type.Object(
    { ref, dialog_id: Id },
    { description: 'The seat is writing.', examples: [{ dialog_id }] },
  ),
  read: Type.Object(
    { ref, dialog_id: Id, seq: Type.Integer({ minimum: 0 }) },
    { description: 'The seat has read up to this `seq`.', examples: [{ dialog_id, seq: 3 }] },
  ),
}

export type SeatFrameType = keyof typeof seatShapes
export type SeatFrameOf<T extends SeatFrameType> = FrameIn<typeof seatShapes, T>
export type SeatFrame = FrameIn<typeof seatShapes>

export const readSeatFrame = createFrameReader(seatShapes)

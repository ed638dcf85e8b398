// Frames that seats get over their WebSocket: for each a schema with a description and an example.
import { Type } from '@sinclair/typebox'
import { Cards } from '../chat/cards.js'
import { Dialog, Id, Moment } from '../chat/json.js'
import { exampleIds } from '../socket/example-ids.js'
import { Done, Refused } from '../socket/told-frames.js'

const ref = Type.Optional(Type.String({ description: 'That of the frame which this one answers.' }))
const at = '2026-11-11T12:00:01.000Z'
const dialog_id = exampleIds.dialog
const Status = Type.Union(['online', 'away', 'break'].map(status => Type.Literal(status)))

const Row = Type.Object({
  dialog_id: Id,
  ref: Type.Optional(Type.String({ description: "The shop's own name for the customer." })),
  since: Moment,
  reason: Type.String(),
  last: Type.String({ description: "The customer's newest text, masked." }),
  priority: Type.Integer(),
  shop: Type.String(),
  skill: Type.Optional(Type.String()),
  order_id: Type.Optional(Type.String({ description: 'The order that the dialog was last about.' })),
  waited_s: Type.Integer(),
  due_at: Type.Optional(Moment),
  bot: Type.Union([Type.Literal('on'), Type.Literal('off')]),
})
const Rows = Type.Array(Row)

const row = {
  dialog_id,
  since: at,
  reason: 'asked',
  last: '转人工',
  priority: 3,
  shop: 'main',
  waited_s: 12,
  bot: 'on',
}

const Unanswered = Type.Object({
  turn_id: Id,
  seq: Type.Integer(),
  at: Moment,
  text: Type.String(),
  answer: Type.Null(),
})

export const seatToldShapes = {
  queue: Type.Object(
    {
      waiting: Rows,
      held: Rows,
      left: Rows,
      me: Type.Object({
        sub: Type.String(),
        name: Type.String(),
        status: Status,
        capacity: Type.Integer(),
        load: Type.Integer(),
        skills: Type.Array(Type.String()),
      }),
      canned_version: Type.String({ description: 'The `ETag` of `GET /seat/canned`, without its quotes.' }),
    },
    {
      description: 'The first frame: the desk as this seat sees it.',
      examples: [
        {
          waiting: [row],
          held: [],
          left: [],
          me: { sub: 'seat-1', name: '小王', status: 'away', capacity: 10, load: 0, skills: ['returns'] },
          canned_version: '3-1f0c5a9e77b2d3c4',
        },
      ],
    },
  ),
  waiting: Type.Object({ row: Row }, { description: 'A dialog waits for a person.', examples: [{ row }] }),
  left: Type.Object({ row: Row }, { description: 'A customer has left a message.', examples: [{ row }] }),
  taken: Type.Object(
    { dialog_id: Id, by: Type.String() },
    { description: 'A seat has claimed a dialog.', examples: [{ dialog_id, by: 'seat-2' }] },
  ),
  gone: Type.Object(
    { dialog_id: Id, why: Type.String() },
    {
      description: 'A dialog is listed no more (left, expired, erased), or is offered no more (withdrawn).',
      examples: [{ dialog_id, why: 'left' }],
    },
  ),
  seats: Type.Object(
    { online: Type.Integer(), away: Type.Integer(), waiting: Type.Integer() },
    {
      description: 'How many seats there are, and how many dialogs wait.',
      examples: [{ online: 4, away: 1, waiting: 9 }],
    },
  ),
  offer: Type.Object(
    { dialog_id: Id, row: Row, expires_in_ms: Type.Integer() },
    {
      description: 'A dialog is proposed to this seat: `accept` or `decline` it.',
      examples: [{ dialog_id, row, expires_in_ms: 20_000 }],
    },
  ),
  status: Type.Object(
    { ref, status: Status, load: Type.Integer(), why: Type.Optional(Type.String()) },
    { description: 'The status of this seat.', examples: [{ ref: 's1', status: 'online', load: 2 }] },
  ),
  history: Type.Object(
    {
      ref,
      dialog_id: Id,
      claim_id: Id,
      service_id: Id,
      turns: Type.Array(Type.Union([Dialog.properties.turns.items, Unanswered])),
      cards: Cards,
      left: Type.Array(Type.Object({ message_id: Id, at: Moment, text: Type.String() })),
      notes: Type.Array(Type.Object({ at: Moment, by: Type.String(), text: Type.String() })),
      summary: Type.Object({
        text: Type.String(),
        open_question: Type.String(),
        tried: Type.Array(Type.String()),
      }),
    },
    {
      description: 'A dialog is this seat’s: all that was said, and what waits for an answer.',
      examples: [
        {
          ref: 's2',
          dialog_id,
          claim_id: exampleIds.claim,
          service_id: exampleIds.service,
          turns: [{ turn_id: exampleIds.turn, seq: 1, at, text: '转人工', answer: null }],
          cards: [],
          left: [],
          notes: [],
          summary: { text: '转人工', open_question: '转人工', tried: [] },
        },
      ],
    },
  ),
  message: Type.Object(
    {
      dialog_id: Id,
      seq: Type.Integer(),
      from: Type.String(),
      text: Type.String(),
      at: Moment,
      turn_id: Type.Optional(Id),
    },
    {
      description:
        'Something was said in a dialog that this seat holds. A message of its customer has a `turn_id`.',
      examples: [{ dialog_id, turn_id: exampleIds.turn, seq: 3, from: 'customer', text: '好的，谢谢', at }],
    },
  ),
  typing: Type.Object(
    { dialog_id: Id, from: Type.Literal('customer') },
    { description: 'The customer of a held dialog is writing.', examples: [{ dialog_id, from: 'customer' }] },
  ),
  read: Type.Object(
    { dialog_id: Id, seq: Type.Integer() },
    { description: 'The customer has read up to this `seq`.', examples: [{ dialog_id, seq: 4 }] },
  ),
  due: Type.Object(
    { dialog_id: Id, level: Type.Union([Type.Literal('warn'), Type.Literal('late')]), since: Moment },
    {
      description: 'The customer of a held dialog has waited long for an answer, or too long.',
      examples: [{ dialog_id, level: 'warn', since: at }],
    },
  ),
  draft: Type.Object(
    { ref, dialog_id: Id, draft_id: Id, text: Type.String() },
    {
      description: 'What a model would say. Said unchanged, with its `draft_id`, it is marked as a model’s.',
      examples: [{ ref: 's10', dialog_id, draft_id: exampleIds.turn, text: '可以申请退货。' }],
    },
  ),
  said: Type.Object(
    { ref, dialog_id: Id, seq: Type.Integer(), at: Moment },
    { description: 'What the seat said is stored.', examples: [{ ref: 's3', dialog_id, seq: 4, at }] },
  ),
  done: Done,
  error: Refused,
}

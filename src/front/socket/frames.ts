// Frames of the customer's WebSocket, as they are checked and described.
import { Type } from '@sinclair/typebox'
import { Decision } from '../chat/confirmation-json.js'
import { Score, ServiceRatingBody } from '../chat/feedback-routes.js'
import { Id, Question } from '../chat/json.js'
import { HandoffWishBody } from '../chat/person-routes.js'
import { exampleIds } from './example-ids.js'
import { createFrameReader, type FrameIn } from './frame-reader.js'

const ref = Type.Optional(Type.String({ maxLength: 64 }))
const dialog_id = exampleIds.dialog

export const shapes = {
  turn: Type.Composite([Question, Type.Object({ ref, key: Type.Optional(Type.String()) })], {
    description: 'Ask; `accepted`, `delta` and `answer` follow.',
    examples: [
      { ref: 'c1', text: '什么时候发货' },
      { ref: 'c2', text: '那退货呢', dialog_id, key: 'order-1001-2', context: { order_id: '1001' } },
    ],
  }),
  resume: Type.Object(
    { ref, dialog_id: Id, after: Type.Optional(Type.Integer({ minimum: 0 })) },
    {
      description: 'Replay what came after this `seq`, or `reset`, and follow the dialog.',
      examples: [{ ref: 'c3', dialog_id, after: 12 }],
    },
  ),
  cancel: Type.Object(
    { ref, turn_id: Id, dialog_id: Type.Optional(Id) },
    { description: 'Stop a turn.', examples: [{ ref: 'c4', turn_id: exampleIds.turn, dialog_id }] },
  ),
  handoff: Type.Composite([Type.Object({ ref, dialog_id: Id }), HandoffWishBody], {
    description: 'Ask for a person; confirmed by `mode`.',
    examples: [{ ref: 'c5', dialog_id, note: '包装破损' }],
  }),
  leave: Type.Object(
    { ref, dialog_id: Id },
    {
      description: 'Wait for a person no longer; confirmed by `mode`.',
      examples: [{ ref: 'c6', dialog_id }],
    },
  ),
  typing: Type.Object(
    { ref, dialog_id: Id },
    {
      description: 'The customer is writing; told to the seat that holds the dialog.',
      examples: [{ dialog_id }],
    },
  ),
  read: Type.Object(
    { ref, dialog_id: Id, seq: Type.Integer({ minimum: 0 }) },
    { description: 'The customer has read up to this `seq`.', examples: [{ dialog_id, seq: 3 }] },
  ),
  rate: Type.Composite([Type.Object({ ref, dialog_id: Id }), ServiceRatingBody], {
    description: "Rate a person's service, or say that you will not; confirmed by `done`.",
    examples: [
      { ref: 'c7', dialog_id, score: 5, solved: true },
      { ref: 'c8', dialog_id, declined: true },
    ],
  }),
  confirm: Type.Object(
    { ref, dialog_id: Id, confirm_id: Id, decision: Decision },
    {
      description: 'Say yes or no to a proposed write; answered by `confirm` with what became of it.',
      examples: [{ ref: 'c10', dialog_id, confirm_id: exampleIds.confirmation, decision: 'yes' }],
    },
  ),
  feedback: Type.Object(
    { ref, dialog_id: Id, turn_id: Id, score: Score, comment: Type.Optional(Type.String()) },
    {
      description: 'Say if an answer was good; confirmed by `done`.',
      examples: [{ ref: 'c9', dialog_id, turn_id: exampleIds.turn, score: -1, comment: '没有回答问题' }],
    },
  ),
}

export type FrameOf<T extends keyof typeof shapes> = FrameIn<typeof shapes, T>

export const readFrame = createFrameReader(shapes)

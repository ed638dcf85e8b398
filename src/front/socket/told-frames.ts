// Frames to customers over their WebSocket: a schema for each frame, with what it says and an example. They describe
// the frames and name them to the compiler; frames are not checked on their way out.
import { Type } from '@sinclair/typebox'
import { ConfirmationResult } from '../chat/confirmation-json.js'
import { Answer, Dialog, Id, Message, Moment } from '../chat/json.js'
import { HandoffJson } from '../chat/person-routes.js'
import { ProblemShape } from '../http/openapi.js'
import { exampleIds } from './example-ids.js'

const ref = Type.Optional(Type.String({ description: 'That of the frame which this one answers.' }))
const at = '2026-11-11T12:00:01.000Z'
const dialog_id = exampleIds.dialog

export const Done = Type.Object(
  { ref },
  { description: 'What was asked is done.', examples: [{ ref: 'c5' }] },
)

export const Refused = Type.Object(
  {
    ref,
    dialog_id: Type.Optional(Id),
    problem: ProblemShape,
    retry_after_s: Type.Optional(Type.Integer()),
  },
  {
    description: 'A frame or a turn is refused, or has failed.',
    examples: [
      {
        ref: 'c1',
        problem: {
          type: '/problems/rate-limited',
          title: 'Rate limited',
          status: 429,
          detail: '客服繁忙, 请稍后再试',
          trace_id: exampleIds.turn,
        },
        retry_after_s: 2,
      },
    ],
  },
)

export const toldShapes = {
  accepted: Type.Object(
    { ref, dialog_id: Id, turn_id: Id, renewed: Type.Optional(Type.Boolean()) },
    { description: 'A turn has its place.', examples: [{ ref: 'c1', dialog_id, turn_id: exampleIds.turn }] },
  ),
  delta: Type.Object(
    { turn_id: Id, text: Type.String() },
    {
      description: 'A piece of an answer; `answer` replaces all of them.',
      examples: [{ turn_id: exampleIds.turn, text: '下单后' }],
    },
  ),
  answer: Type.Composite([Type.Object({ ref }), Answer], {
    description: 'The answer to a turn, of this socket or of another client of the dialog.',
    examples: [
      {
        ref: 'c1',
        dialog_id,
        turn_id: exampleIds.turn,
        seq: 1,
        answer: '下单后可在订单页查看物流。',
        source: 'llm',
        ai: true,
        level: 0,
        variant: 'stable',
        cost_ms: 212,
      },
    ],
  }),
  message: Type.Composite([Type.Object({ dialog_id: Id }), Message], {
    description: 'A message of a person.',
    examples: [
      { dialog_id, seq: 2, from: 'seat', name: '小王', text: '您好，我来帮您看一下。', at, ai: false },
    ],
  }),
  mode: Type.Composite(
    [
      Type.Object({ ref, dialog_id: Id, service_id: Type.Optional(Type.String()) }),
      Type.Pick(HandoffJson, ['mode', 'open']),
      Type.Partial(Type.Omit(HandoffJson, ['mode', 'open'])),
    ],
    {
      description: 'Who talks, or how long the wait for a person is.',
      examples: [{ dialog_id, mode: 'queued', open: true, position: 3, waiting: 12, eta_s: 90 }],
    },
  ),
  rate: Type.Object(
    { dialog_id: Id, service_id: Id, expires_at: Moment },
    {
      description: 'A person has ended a service: it may be rated until then.',
      examples: [{ dialog_id, service_id: exampleIds.service, expires_at: at }],
    },
  ),
  typing: Type.Object(
    { dialog_id: Id, from: Type.Literal('seat') },
    { description: 'The person is writing.', examples: [{ dialog_id, from: 'seat' }] },
  ),
  read: Type.Object(
    { dialog_id: Id, seq: Type.Integer() },
    { description: 'The person has read up to this `seq`.', examples: [{ dialog_id, seq: 3 }] },
  ),
  link: Type.Object(
    { dialog_id: Id, state: Type.Union([Type.Literal('reconnecting'), Type.Literal('back')]) },
    {
      description: "The person's connection is lost, or is back.",
      examples: [{ dialog_id, state: 'reconnecting' }],
    },
  ),
  confirm: Type.Composite([Type.Object({ ref, dialog_id: Id, confirm_id: Id }), ConfirmationResult], {
    description: 'What became of a proposed write.',
    examples: [{ ref: 'c10', dialog_id, confirm_id: exampleIds.confirmation, state: 'done' }],
  }),
  reset: Type.Object(
    { dialog_id: Id, turns: Dialog.properties.turns },
    {
      description: 'What was missed cannot be told apart: all that is kept of the dialog.',
      examples: [
        {
          dialog_id,
          turns: [
            {
              turn_id: exampleIds.turn,
              seq: 1,
              at,
              text: '什么时候发货',
              answer: '下单后可在订单页查看物流。',
              source: 'llm',
              ai: true,
            },
          ],
        },
      ],
    },
  ),
  done: Done,
  error: Refused,
}

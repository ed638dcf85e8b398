// Frames of the customer's WebSocket, read and checked. Pure: text in, a frame or what is wrong with it out.
import { type Static, Type } from '@sinclair/typebox'
import { type TypeCheck, TypeCompiler } from '@sinclair/typebox/compiler'
import { ServiceRatingBody } from '../chat/feedback-routes.js'
import { Id, Question } from '../chat/json.js'
import { HandoffWishBody } from '../chat/person-routes.js'
import { faultsOf } from '../http/body.js'
import type { ProblemLike } from '../http/reply.js'

const ref = Type.Optional(Type.String({ maxLength: 64 }))

const shapes = {
  turn: Type.Composite([Question, Type.Object({ ref, key: Type.Optional(Type.String()) })]),
  resume: Type.Object({ ref, dialog_id: Id, after: Type.Optional(Type.Integer({ minimum: 0 })) }),
  cancel: Type.Object({ ref, turn_id: Id, dialog_id: Type.Optional(Id) }),
  handoff: Type.Composite([Type.Object({ ref, dialog_id: Id }), HandoffWishBody]),
  leave: Type.Object({ ref, dialog_id: Id }),
  rate: Type.Composite([Type.Object({ ref, dialog_id: Id }), ServiceRatingBody]),
  feedback: Type.Object({
    ref,
    dialog_id: Id,
    turn_id: Id,
    score: Type.Union([Type.Literal(-1), Type.Literal(1)]),
    comment: Type.Optional(Type.String()),
  }),
}

type Shapes = typeof shapes
type FrameType = keyof Shapes
export type FrameOf<T extends FrameType> = { readonly type: T } & Readonly<Static<Shapes[T]>>
export type Frame = { [T in FrameType]: FrameOf<T> }[FrameType]

export type ReadFrame =
  | { readonly kind: 'frame'; readonly frame: Frame }
  | { readonly kind: 'bad'; readonly ref: string | undefined; readonly problem: ProblemLike }

const checks: ReadonlyMap<unknown, TypeCheck<Shapes[FrameType]>> = new Map(
  Object.entries(shapes).map(([type, shape]) => [type, TypeCompiler.Compile(shape)]),
)

export function readFrame(text: string): ReadFrame {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { kind: 'bad', ref: undefined, problem: { kind: 'malformed-json' } }
  }
  const { type, ref: given } = Object(value) as { type?: unknown; ref?: unknown }
  const named = typeof given === 'string' && given.length <= 64 ? given : undefined
  const check = checks.get(type)
  if (check === undefined) {
    const errors = [{ field: '/type', message: `must be one of ${Object.keys(shapes).join(', ')}` }]
    return { kind: 'bad', ref: named, problem: { kind: 'invalid-field', errors } }
  }
  if (!check.Check(value)) {
    return { kind: 'bad', ref: named, problem: { kind: 'invalid-field', errors: faultsOf(check, value) } }
  }
  return { kind: 'frame', frame: value as Frame }
}

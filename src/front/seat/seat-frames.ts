// Frames of a seat's WebSocket, read and checked. The bodies of the routes for desks without a socket are the same.
import { type Static, Type } from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { Id } from '../chat/json.js'
import { faultsOf } from '../http/body.js'
import type { ProblemLike } from '../http/reply.js'

const TEXT_MAX = 2_000
const NOTE_MAX = 1_000
const ref = Type.Optional(Type.String({ maxLength: 64 }))
const key = Type.Optional(Type.String({ pattern: '^[!-~]{1,64}$' }))
const act = { ref, dialog_id: Id, claim_id: Type.Optional(Id) }

export const seatShapes = {
  status: Type.Object({
    ref,
    status: Type.Union([Type.Literal('online'), Type.Literal('away'), Type.Literal('break')]),
  }),
  claim: Type.Object({ ref, dialog_id: Id }),
  accept: Type.Object({ ref, dialog_id: Id }),
  decline: Type.Object({ ref, dialog_id: Id }),
  say: Type.Object({ ...act, text: Type.String({ minLength: 1, maxLength: TEXT_MAX }), key }),
  note: Type.Object({ ...act, text: Type.String({ minLength: 1, maxLength: NOTE_MAX }) }),
  release: Type.Object(act),
  close: Type.Object({
    ...act,
    outcome: Type.Optional(
      Type.Union([
        ...(['solved', 'unsolved', 'no-reply', 'spam'] as const).map(outcome => Type.Literal(outcome)),
      ]),
    ),
  }),
  transfer: Type.Object({
    ...act,
    to: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    skill: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
    note: Type.Optional(Type.String({ minLength: 1, maxLength: NOTE_MAX })),
  }),
  typing: Type.Object({ ref, dialog_id: Id }),
  read: Type.Object({ ref, dialog_id: Id, seq: Type.Integer({ minimum: 0 }) }),
}

type Shapes = typeof seatShapes
export type SeatFrameType = keyof Shapes
export type SeatFrameOf<T extends SeatFrameType> = { readonly type: T } & Readonly<Static<Shapes[T]>>
export type SeatFrame = { [T in SeatFrameType]: SeatFrameOf<T> }[SeatFrameType]

export type ReadSeatFrame =
  | { readonly kind: 'frame'; readonly frame: SeatFrame }
  | { readonly kind: 'bad'; readonly ref: string | undefined; readonly problem: ProblemLike }

const checks = new Map(Object.entries(seatShapes).map(([type, shape]) => [type, TypeCompiler.Compile(shape)]))

export function readSeatFrame(text: string): ReadSeatFrame {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { kind: 'bad', ref: undefined, problem: { kind: 'malformed-json' } }
  }
  const { type, ref: given } = Object(value) as { type?: unknown; ref?: unknown }
  const named = typeof given === 'string' && given.length <= 64 ? given : undefined
  const check = typeof type === 'string' ? checks.get(type) : undefined
  if (check === undefined) {
    const errors = [{ field: '/type', message: `must be one of ${[...checks.keys()].join(', ')}` }]
    return { kind: 'bad', ref: named, problem: { kind: 'invalid-field', errors } }
  }
  if (!check.Check(value)) {
    return { kind: 'bad', ref: named, problem: { kind: 'invalid-field', errors: faultsOf(check, value) } }
  }
  return { kind: 'frame', frame: value as SeatFrame }
}

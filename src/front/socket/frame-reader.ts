// Reads a frame of a WebSocket by the shapes of its types. Pure: text in, a frame or what is wrong with it out.
import type { Static, TSchema } from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { faultsOf } from '../http/field-faults.js'
import type { ProblemLike } from '../http/reply.js'

/** The shape of a frame by its type. */
type FrameShapes = Readonly<Record<string, TSchema>>

/** A frame of the types `T`. */
export type FrameIn<Shapes extends FrameShapes, T extends keyof Shapes = keyof Shapes> = {
  [Type in T]: { readonly type: Type } & Readonly<Static<Shapes[Type]>>
}[T]

export type ReadFrame<Frame> =
  | { readonly kind: 'frame'; readonly frame: Frame }
  | { readonly kind: 'bad'; readonly ref: string | undefined; readonly problem: ProblemLike }

export function createFrameReader<Shapes extends FrameShapes>(shapes: Shapes) {
  const checks = new Map<unknown, ReturnType<typeof TypeCompiler.Compile>>(
    Object.entries(shapes).map(([type, shape]) => [type, TypeCompiler.Compile(shape)]),
  )
  const types = Object.keys(shapes).join(', ')

  return (text: string): ReadFrame<FrameIn<Shapes>> => {
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      return { kind: 'bad', ref: undefined, problem: { kind: 'malformed-json' } }
    }
    const { type, ref: given } = Object(value) as { type?: unknown; ref?: unknown }
    const ref = typeof given === 'string' && given.length <= 64 ? given : undefined
    const check = checks.get(type)
    if (check === undefined) {
      const errors = [{ field: '/type', message: `must be one of ${types}` }]
      return { kind: 'bad', ref, problem: { kind: 'invalid-field', errors } }
    }
    if (!check.Check(value)) {
      return { kind: 'bad', ref, problem: { kind: 'invalid-field', errors: faultsOf(check, value) } }
    }
    return { kind: 'frame', frame: value as FrameIn<Shapes> }
  }
}

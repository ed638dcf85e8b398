// Holds the frames that a server sends to what /asyncapi.json says of them: tests that listen on a socket look at each.
import { FormatRegistry, type TSchema } from '@sinclair/typebox'
import { type TypeCheck, TypeCompiler } from '@sinclair/typebox/compiler'
import { seatToldShapes } from '../../../src/front/seat/told-frames.js'
import { toldShapes } from '../../../src/front/socket/told-frames.js'

FormatRegistry.Set('date-time', text => new Date(text).toISOString() === text)

const compiled = (shapes: Readonly<Record<string, TSchema>>): ReadonlyMap<unknown, TypeCheck<TSchema>> =>
  new Map(Object.entries(shapes).map(([type, shape]) => [type, TypeCompiler.Compile(shape)]))

const checks: Readonly<Record<string, ReturnType<typeof compiled>>> = {
  '/ws': compiled(toldShapes),
  '/seat': compiled(seatToldShapes),
}

/** Throws when the frame is none that the socket of this path is described with. */
export function checkTold(path: string, frame: Readonly<Record<string, unknown>>): void {
  const check = checks[path]?.get(frame.type)
  if (check === undefined) throw new Error(`${path} is not described to send ${JSON.stringify(frame)}`)
  const fault = check.Errors(frame).First()
  if (fault) throw new Error(`${fault.path}: ${fault.message} in ${JSON.stringify(frame)}`)
}

// The fields of a JSON document under their rules: a missing field is its default, and all faults are named at once. Pure.
import { isRecord } from '../json.js'
import { type FieldFault, Problem } from '../problem.js'

/** The faults of a value; `field` is a JSON Pointer below it, '' for the value itself. */
export type Check = (value: unknown) => readonly FieldFault[]

export interface JsonRules<Doc extends object> {
  /** Values of missing fields. */
  readonly defaults: Partial<Doc>
  readonly checks: { readonly [Field in keyof Doc]-?: Check }
  /** Fields that may be absent; any other without a default must be given. */
  readonly optional?: readonly (keyof Doc)[]
}

/** The document that a JSON value describes; fields without a rule are ignored. Throws Problem 'invalid-field'. */
export function readFields<Doc extends object>(value: unknown, rules: JsonRules<Doc>): Doc {
  if (!isRecord(value)) throw new Problem('invalid-field', { errors: [fault('must be a JSON object')] })
  const { defaults, checks, optional = [] } = rules
  const read: Record<string, unknown> = {}
  const errors: FieldFault[] = []
  for (const name of Object.keys(checks) as (keyof Doc & string)[]) {
    const given = value[name] ?? defaults[name]
    if (given !== undefined) read[name] = given
    if (given !== undefined && given !== defaults[name])
      errors.push(...below(`/${name}`, checks[name](given)))
    if (given === undefined && !optional.includes(name))
      errors.push({ field: `/${name}`, message: 'is missing' })
  }
  if (errors.length > 0) throw new Problem('invalid-field', { errors })
  return read as Doc
}

export function fault(message: string): FieldFault {
  return { field: '', message }
}

/** Faults of a part, as faults of the whole. */
export function below(pointer: string, faults: readonly FieldFault[]): readonly FieldFault[] {
  return faults.map(({ field, message }) => ({ field: pointer + field, message }))
}

export function oneOf(...values: readonly (string | boolean)[]): Check {
  const message = `must be ${values.map(value => JSON.stringify(value)).join(' or ')}`
  return value => (values.some(one => one === value) ? [] : [fault(message)])
}

export function whole(least: number, most: number): Check {
  return value =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= most
      ? []
      : [fault(`must be a whole number from ${least} to ${most}`)]
}

export function share(): Check {
  return value =>
    typeof value === 'number' && value >= 0 && value <= 1 ? [] : [fault('must be a number from 0 to 1')]
}

/** A text with a visible character, at most so many characters long. */
export function sentence(longest: number): Check {
  return value =>
    typeof value === 'string' && value.trim() !== '' && [...value].length <= longest
      ? []
      : [fault(`must be a text of 1 to ${longest} characters`)]
}

export function matching(shape: RegExp, message: string): Check {
  return value => (typeof value === 'string' && shape.test(value) ? [] : [fault(message)])
}

/** A list whose items keep a rule. */
export function listOf(check: Check, most: number): Check {
  return value => {
    if (!Array.isArray(value)) return [fault('must be a list')]
    if (value.length > most) return [fault(`must hold at most ${most}`)]
    return value.flatMap((item, i) => below(`/${i}`, check(item)))
  }
}

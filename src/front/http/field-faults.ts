// The faults of a value that a schema refuses, each told of the innermost field that is wrong.
import { type TSchema, Type } from '@sinclair/typebox'
import { type TypeCheck, type ValueError, ValueErrorType } from '@sinclair/typebox/compiler'
import { isRecord } from '../../json.js'
import type { FieldFault } from '../../problem.js'
import { mustBe } from './field-words.js'

/** Faults named in one reply: enough to help, too few to be an amplifier. */
const FAULTS_MAX = 10

/** The fields that do not fit the schema, each once. */
export function faultsOf<S extends TSchema>(check: TypeCheck<S>, value: unknown): FieldFault[] {
  const byField = new Map<string, string>()
  for (const { field, message } of innermost(check.Errors(value))) {
    if (!byField.has(field)) byField.set(field, message)
    if (byField.size === FAULTS_MAX) break
  }
  return [...byField].map(([field, message]) => ({ field, message }))
}

function* innermost(errors: Iterable<ValueError>): Generator<FieldFault> {
  for (const error of errors) {
    const branch = branchOf(error)
    if (branch === undefined) yield faultOf(error)
    else yield* innermost(branch)
  }
}

/** The errors of the form that was meant, where the value fits no form of a union: the only one of its JSON type, of
 *  several objects the one of its `type`. */
function branchOf({ type, schema, value, errors }: ValueError): Iterable<ValueError> | undefined {
  if (type !== ValueErrorType.Union) return undefined
  const forms = schema.anyOf as TSchema[]
  const alike = forms.filter(form => isAlike(form, value))
  const [meant, other] = alike.length > 1 && isRecord(value) ? alike.filter(isNamed(value.type)) : alike
  return meant && !other ? errors[forms.indexOf(meant)] : undefined
}

function faultOf({ type, schema, path, value }: ValueError): FieldFault {
  if (type === ValueErrorType.ObjectAdditionalProperties)
    return { field: path, message: 'is not a known field' }
  const names = type === ValueErrorType.Union && isRecord(value) ? namesIn(schema.anyOf) : []
  if (names.length > 1) return { field: `${path}/type`, message: mustBe(Type.Union(names)) }
  return { field: path, message: mustBe(schema) }
}

/** The value has a JSON type that the schema takes. */
function isAlike(schema: TSchema, value: unknown): boolean {
  if (Array.isArray(schema.anyOf)) return schema.anyOf.some(form => isAlike(form, value))
  const type = jsonTypeOf(value)
  return schema.type === type || (schema.type === 'integer' && type === 'number')
}

function jsonTypeOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

const isNamed = (name: unknown) => (form: TSchema) => typeOf(form)?.const === name

/** The schemas of the member by which objects are told apart. */
function namesIn(forms: readonly TSchema[]): TSchema[] {
  return forms.map(typeOf).filter(name => name?.const !== undefined)
}

function typeOf({ properties }: TSchema): TSchema {
  return properties?.type ?? {}
}

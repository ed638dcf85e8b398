// Says in words what a field must be, from the schema that refused it.
import type { TSchema } from '@sinclair/typebox'

const ID_PATTERN = '^[0-9a-f]{32}$'

/** `must be …`, for the message of a faulty field. */
export function mustBe(schema: TSchema): string {
  return `must be ${wanted(schema)}`
}

function wanted(schema: TSchema): string {
  if (Array.isArray(schema.anyOf)) return wantedOfAny(schema.anyOf as TSchema[])
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  switch (schema.type) {
    case 'string':
      return wantedString(schema)
    case 'integer':
      return `a whole number${rangeOf('from ', schema.minimum, schema.maximum)}`
    case 'number':
      return `a number${rangeOf('from ', schema.minimum, schema.maximum)}`
    case 'boolean':
      return 'true or false'
    case 'array':
      return `a list${rangeOf('of ', schema.minItems, schema.maxItems)}`
    case 'object':
      return 'a JSON object'
    case 'null':
      return 'absent: this is not supported yet'
    default:
      return 'of another form'
  }
}

/** A null among the choices is the same as absent and needs no words. */
function wantedOfAny(choices: readonly TSchema[]): string {
  const named = choices.filter(choice => choice.type !== 'null' || choices.length === 1)
  return [...new Set(named.map(wanted))].join(' or ')
}

/** A pattern that says little to people has a title. */
function wantedString({ title, pattern, minLength, maxLength }: TSchema): string {
  if (title !== undefined) return title
  if (pattern === ID_PATTERN) return '32 lower-case hex digits'
  if (typeof pattern === 'string') return `a string that matches ${pattern}`
  if (maxLength !== undefined) return `a string of ${minLength ?? 0} to ${maxLength} characters`
  return minLength === undefined ? 'a string' : 'a string that is not empty'
}

/** `word` begins a range that is closed on both sides. */
function rangeOf(word: string, minimum: number | undefined, maximum: number | undefined): string {
  if (minimum !== undefined && maximum !== undefined) return ` ${word}${minimum} to ${maximum}`
  if (minimum !== undefined) return ` of at least ${minimum}`
  return maximum === undefined ? '' : ` of at most ${maximum}`
}

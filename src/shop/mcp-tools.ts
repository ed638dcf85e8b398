// The tools that an MCP server lists, made into tools like those of the file, or left out with the reason. Pure. A server may
// lie: the file alone says which tools there are, and its words are cleaned and cut.
import { isRecord } from '../json.js'
import { textRule } from './mcp-reply.js'
import { patternFault, wholePattern } from './pattern-cost.js'
import { plainText } from './plain-text.js'
import { type McpServer, placeholdersIn, type Risk, type Tool, type ToolParameter } from './tool.js'
import { namesPerson } from './tool-rules.js'

export interface ListedTools {
  readonly tools: readonly Tool[]
  /** By name: why an allowed tool is not there. The reasons hold no word of the server. */
  readonly leftOut: Readonly<Record<string, string>>
}

/** A part of a listed tool cannot be used. */
class Unfit extends Error {}

const ABOUT_CHARACTERS = 500
const VALUE_CHARACTERS = 64
/** Of a schema, and so of what a model is sent with each turn. */
const SCHEMA_CHARACTERS = 8_000
const PARAMETERS = 20
const VALUES = 100
const PATTERN_CHARACTERS = 200
const memberName = /^[A-Za-z][A-Za-z0-9_]{0,63}$/

/** `listed` is the server's list as it came; of tools of one name the first counts. */
export function toolsListed(server: McpServer, listed: readonly unknown[]): ListedTools {
  const tools: Tool[] = []
  const leftOut: Record<string, string> = {}
  for (const name of server.allow.keys()) {
    const found = listed.filter(isRecord).find(one => one.name === name)
    try {
      if (found === undefined) throw new Unfit('the server does not list it')
      tools.push(toolOf(server, name, found))
    } catch (error) {
      if (!(error instanceof Unfit)) throw error
      leftOut[name] = error.message
    }
  }
  return { tools, leftOut }
}

type Json = Readonly<Record<string, unknown>>

function toolOf(server: McpServer, name: string, { description, inputSchema, annotations }: Json): Tool {
  const { risk: allowed, confirm } = server.allow.get(name) ?? { risk: 'read' }
  const risk = riskOf(allowed, annotations)
  const { parameters, required } = parametersOf(inputSchema)
  if (risk === 'read')
    return { ...base(server, name, description), risk, parameters, required, cacheS: CACHE_S }
  if (confirm === undefined)
    throw new Unfit('the server says that it writes, and the file has no confirm for it')
  const texts = Object.values(confirm.text).flatMap(text => placeholdersIn(text ?? ''))
  const strange = texts.find(one => !parameters.has(one))
  if (strange !== undefined) throw new Unfit(`{${strange}} of its confirm is no parameter`)
  return { ...base(server, name, description), risk, parameters, required, confirm, cacheS: 0 }
}

const CACHE_S = 5
const RATE_PER_S = 200
const BREAKER = { failures: 5, openMs: 10_000 }

function base({ url, isPrivate, shop, auth, timeoutMs }: McpServer, name: string, description: unknown) {
  const about = typeof description === 'string' ? plainText(description, ABOUT_CHARACTERS) : ''
  return {
    name,
    shop,
    auth,
    timeoutMs,
    about: about === '' ? name : about,
    request: { method: 'POST', url, isPrivate, isMcp: true },
    ratePerS: RATE_PER_S,
    breaker: BREAKER,
    result: textRule,
  } as const
}

/** A server's hints may make a read a write, and never less of a risk of what the file says. */
function riskOf(allowed: Risk, annotations: unknown): Risk {
  if (allowed !== 'read' || !isRecord(annotations)) return allowed
  const { destructiveHint, readOnlyHint } = annotations
  return destructiveHint === true || readOnlyHint === false ? 'write' : 'read'
}

function parametersOf(schema: unknown): Pick<Tool, 'parameters' | 'required'> {
  if (!isRecord(schema) || schema.type !== 'object') throw new Unfit('its parameters are no object')
  if (JSON.stringify(schema).length > SCHEMA_CHARACTERS) throw new Unfit('its parameters are too long')
  const properties = Object.entries(isRecord(schema.properties) ? schema.properties : {})
  if (properties.length > PARAMETERS) throw new Unfit('it has too many parameters')
  const asked: unknown[] = Array.isArray(schema.required) ? schema.required : []
  const parameters = new Map<string, ToolParameter>()
  for (const [name, one] of properties) {
    if (namesPerson(name)) throw new Unfit('a parameter names a customer, whom the token alone decides')
    const parameter = memberName.test(name) ? parameterOf(one) : undefined
    if (parameter) parameters.set(name, parameter)
  }
  const required = asked.filter(name => typeof name === 'string')
  if (required.length < asked.length || required.some(name => !parameters.has(name)))
    throw new Unfit('it requires a parameter of a kind that cannot be checked')
  return { parameters, required }
}

const types = ['string', 'integer', 'number', 'boolean'] as const

/** Undefined for lists, objects, unions, and patterns that may take exponential time: a call leaves such a parameter out. */
function parameterOf(schema: unknown): ToolParameter | undefined {
  if (!isRecord(schema)) return undefined
  const { description, pattern, enum: values } = schema
  const type = types.find(one => one === schema.type)
  if (type === undefined || (pattern !== undefined && !isUsable(pattern))) return undefined
  if (values !== undefined && !areValues(values)) return undefined
  const about = typeof description === 'string' ? plainText(description, ABOUT_CHARACTERS) : ''
  return {
    type,
    isRaw: false,
    ...(about !== '' && { description: about }),
    ...(pattern !== undefined && type === 'string' && { pattern: wholePattern(pattern) }),
    ...(values !== undefined && { enum: values }),
  }
}

function isUsable(pattern: unknown): pattern is string {
  return (
    typeof pattern === 'string' && pattern.length <= PATTERN_CHARACTERS && patternFault(pattern) === undefined
  )
}

function areValues(values: unknown): values is readonly (string | number)[] {
  return (
    Array.isArray(values) &&
    values.length > 0 &&
    values.length <= VALUES &&
    values.every(one => typeof one === 'number' || isPlain(one))
  )
}

/** A value goes to the model as it is, so it must hold nothing that would be cleaned away. */
function isPlain(value: unknown): boolean {
  return typeof value === 'string' && plainText(value, VALUE_CHARACTERS) === value
}

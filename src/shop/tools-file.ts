// Reads TOOLS_FILE: turns its JSON text into checked tools, or into all its faults, each with its line or path. Pure:
// the values of the environment variables that the file names are handed in.
import type { TSchema } from '@sinclair/typebox'
import { type TypeCheck, TypeCompiler } from '@sinclair/typebox/compiler'
import { faultyLine } from './json-line.js'
import { faultsOfServers } from './mcp-rules.js'
import { wholePattern } from './pattern-cost.js'
import type {
  CardRule,
  ConfirmRule,
  DirectRule,
  McpServer,
  ResultRule,
  Tool,
  ToolAuth,
  ToolParameter,
  ToolSet,
} from './tool.js'
import { jwtAuth, type ToolSecrets } from './tool-keys.js'
import { type FileFault, faultsOfFile, shopOf } from './tool-rules.js'
import {
  authSchemas,
  type EntryJson,
  FileForm,
  type FileJson,
  isMcpJson,
  McpEntry,
  type McpJson,
  ToolEntry,
  type ToolJson,
} from './tools-schema.js'

/** All faults of a file at once. They hold names and paths of the file, never a secret. */
export class ToolsFileError extends Error {
  override readonly name = 'ToolsFileError'
  constructor(readonly faults: readonly string[]) {
    super(faults.join('; '))
  }
}

const form = TypeCompiler.Compile(FileForm)
const entryForms = { tool: TypeCompiler.Compile(ToolEntry), mcp: TypeCompiler.Compile(McpEntry) }
const authForms = {
  jwt: TypeCompiler.Compile(authSchemas.jwt),
  header: TypeCompiler.Compile(authSchemas.header),
}
const FAULTS_TOLD = 20

/** Throws ToolsFileError. */
export function parseTools(text: string, secrets: ToolSecrets): ToolSet {
  const value = parseJson(text)
  refuse(form.Check(value) ? value.tools.flatMap(entryFaults) : formFaults(form, value))
  const file = value as FileJson
  refuse([...authFaults(file), ...faultsOfFile(file), ...faultsOfServers(file)])
  const faults: FileFault[] = []
  const tools: Tool[] = []
  const servers: McpServer[] = []
  for (const [index, entry] of file.tools.entries()) {
    const auth = authOf(entry, secrets)
    if (typeof auth === 'string') faults.push({ path: `/tools/${index}/auth`, message: auth })
    else if (isMcpJson(entry)) servers.push(serverOf(entry, auth))
    else tools.push(toolOf(entry, auth))
  }
  refuse(faults)
  return { tools, servers, linkHosts: file.link_hosts ?? [] }
}

function entryFaults(entry: object, index: number): FileFault[] {
  const check: TypeCheck<TSchema> = isMcpJson(entry) ? entryForms.mcp : entryForms.tool
  return check.Check(entry) ? [] : formFaults(check, entry, `/tools/${index}`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new ToolsFileError([`line ${faultyLine(text) ?? 1} is not JSON`])
  }
}

function refuse(faults: readonly FileFault[]): void {
  if (faults.length === 0) return
  const told = faults.slice(0, FAULTS_TOLD).map(({ path, message }) => `${path || '/'} ${message}`)
  throw new ToolsFileError(told)
}

function formFaults(check: TypeCheck<TSchema>, value: unknown, under = ''): FileFault[] {
  const faults: FileFault[] = []
  for (const { path, message, schema } of check.Errors(value)) {
    const words = schema.anyOf?.map((one: TSchema) => one.const).filter(Boolean) ?? []
    const told =
      words.length > 0
        ? `must be one of ${words.join(', ')}`
        : message === 'Unexpected property'
          ? 'is no member of this file'
          : message.replace(/^Expected/, 'must be').replace(/^must be required property/, 'is missing')
    if (faults.some(fault => fault.path === under + path)) continue
    faults.push({ path: under + path, message: told })
    if (faults.length === FAULTS_TOLD) break
  }
  return faults
}

function authFaults({ tools }: FileJson): FileFault[] {
  return tools.flatMap(({ auth }, index) => {
    if (auth === undefined) return []
    const check = authForms[auth.kind]
    return check.Check(auth) ? [] : formFaults(check, auth, `/tools/${index}/auth`)
  })
}

interface HeaderAuthJson {
  readonly name: string
  readonly secret_env: string
  readonly uid: { readonly query?: string; readonly header?: string }
}

/** The way to authenticate, or the reason why there is none. */
function authOf({ auth }: EntryJson, secrets: ToolSecrets): ToolAuth | string {
  if (auth?.kind !== 'header') return jwtAuth((auth as { secret_env?: string })?.secret_env, secrets)
  const { name, secret_env: variable, uid } = auth as unknown as HeaderAuthJson
  const secret = secrets.secretOf(variable)
  if (secret === undefined) return `${variable} is not set`
  const place =
    uid.query === undefined
      ? { kind: 'header' as const, name: uid.header ?? '' }
      : { kind: 'query' as const, name: uid.query }
  return { kind: 'header', name, secret, uid: place }
}

const TIMEOUT_MS = 300
const CACHE_S = 5
const RATE_PER_S = 200
const RESULT_CHARACTERS = 1_500
const FAILURES = 5
const OPEN_MS = 10_000
const CONFIRM_S = 300

function toolOf(json: ToolJson, auth: ToolAuth): Tool {
  const { name, risk, request, breaker } = json
  const { method, url, private: isPrivate = false } = request
  return {
    name,
    risk,
    auth,
    shop: shopOf(json),
    about: json.about ?? name,
    parameters: new Map(
      Object.entries(json.parameters?.properties ?? {}).map(([key, one]) => [key, parameterOf(one)]),
    ),
    required: json.parameters?.required ?? [],
    request: { method, url, isPrivate },
    timeoutMs: json.timeout_ms ?? TIMEOUT_MS,
    cacheS: risk === 'read' ? (json.cache_s ?? CACHE_S) : 0,
    ratePerS: json.rate_per_s ?? RATE_PER_S,
    breaker: { failures: breaker?.failures ?? FAILURES, openMs: breaker?.open_ms ?? OPEN_MS },
    result: resultOf(json),
    ...(json.direct && { direct: directOf(json.direct) }),
    ...(json.confirm && { confirm: confirmOf(json) }),
  }
}

function serverOf(json: McpJson, auth: ToolAuth): McpServer {
  const { mcp: url, private: isPrivate = false, timeout_ms: timeoutMs = TIMEOUT_MS, allow, confirm } = json
  const allowed = Object.entries(allow).map(([name, risk]) => {
    const own = confirm && Object.hasOwn(confirm, name) ? confirm[name] : undefined
    return [name, { risk, ...(own && { confirm: confirmOf({ risk, confirm: own }) }) }] as const
  })
  return { url, isPrivate, auth, timeoutMs, shop: shopOf(json), allow: new Map(allowed) }
}

function resultOf({ result = {} }: ToolJson): ResultRule {
  const { pick = {}, max_chars: maxChars = RESULT_CHARACTERS, free_text: freeText = [], list, card } = result
  return {
    pick,
    maxChars,
    freeText,
    ...(list !== undefined && { list }),
    // The form allows only pointers in a card, each of which may be absent.
    ...(card && { card: card as CardRule }),
  }
}

type ParameterJson = NonNullable<ToolJson['parameters']>['properties'][string]

function parameterOf({ type, description, pattern, enum: values, raw }: ParameterJson): ToolParameter {
  return {
    type,
    ...(description !== undefined && { description }),
    ...(pattern !== undefined && { pattern: wholePattern(pattern) }),
    ...(values && { enum: values }),
    isRaw: raw === true,
  }
}

function directOf({ topics, needs, from, template }: NonNullable<ToolJson['direct']>): DirectRule {
  return { topics, template, ...(needs !== undefined && { needs }), ...(from !== undefined && { from }) }
}

/** A seat confirms a tool of risk money, unless the file marks the tool as a process that the customer starts. */
function confirmOf({ confirm, risk, process }: Pick<ToolJson, 'confirm' | 'risk' | 'process'>): ConfirmRule {
  const bySeat = risk === 'money' && process !== true
  return {
    by: bySeat ? 'seat' : (confirm?.by ?? 'customer'),
    ttlS: confirm?.ttl_s ?? CONFIRM_S,
    text: confirm?.text ?? {},
  }
}

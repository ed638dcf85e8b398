// The rules of the tools file that go beyond its form: how its members fit each other. Pure. Each fault has the path of
// the member at fault.
import { patternFault } from './pattern-cost.js'
import { placeholdersIn } from './tool.js'
import { type EntryJson, type FileJson, isMcpJson, TOOLS, type ToolJson } from './tools-schema.js'

/** A JSON Pointer into the file, and the fault at that place. */
export interface FileFault {
  readonly path: string
  readonly message: string
}

export const shopOf = ({ shop }: EntryJson): string => shop ?? 'main'

export function faultsOfFile({ tools: entries }: FileJson): FileFault[] {
  const tools = entries.filter((entry): entry is ToolJson => !isMcpJson(entry))
  const named = entries.flatMap(namesIn)
  const tooMany = { path: '/tools', message: `must be at most ${TOOLS} tools, those of MCP servers included` }
  const faults = entries.flatMap((entry, index) =>
    [
      ...nameFaults(entry, entries.slice(0, index)),
      ...(isMcpJson(entry) ? [] : faultsOfTool(entry, tools)),
    ].map(({ path, message }) => ({ path: `/tools/${index}${path}`, message })),
  )
  return named.length > TOOLS ? [tooMany, ...faults] : faults
}

function faultsOfTool(tool: ToolJson, tools: readonly ToolJson[]): FileFault[] {
  return [
    ...parameterFaults(tool),
    ...requestFaults(tool),
    ...resultFaults(tool),
    ...directFaults(tool, tools),
    ...confirmFaults(tool),
  ]
}

function namesIn(entry: EntryJson): readonly string[] {
  return isMcpJson(entry) ? Object.keys(entry.allow) : [entry.name]
}

function nameFaults(entry: EntryJson, earlier: readonly EntryJson[]): FileFault[] {
  const shop = shopOf(entry)
  const taken = new Set(earlier.filter(other => shopOf(other) === shop).flatMap(namesIn))
  return namesIn(entry)
    .filter(name => taken.has(name))
    .map(name => ({
      path: isMcpJson(entry) ? `/allow/${name}` : '/name',
      message: `${name} stands twice in shop ${shop}`,
    }))
}

/** Names of parameters that choose a customer. The token alone decides that, so a tool with such a name is refused. */
const person = /user|customer|phone|member|account|openid/
const uidWord = /^uid|(?<!fl|liq|gu|u|sq|dr)uid$/

export function namesPerson(name: string): boolean {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split('_')
  return person.test(words.join('')) || words.some(word => uidWord.test(word))
}

function parameterFaults({ parameters }: ToolJson): FileFault[] {
  const properties = parameters?.properties ?? {}
  const required = parameters?.required ?? []
  return [
    ...Object.entries(properties).flatMap(([name, { pattern, type }]) => {
      const path = `/parameters/properties/${name}`
      const fault = pattern === undefined ? undefined : patternFault(pattern)
      return [
        ...(namesPerson(name) ? [{ path, message: 'names a customer, whom the token alone decides' }] : []),
        ...(fault === undefined ? [] : [{ path: `${path}/pattern`, message: fault }]),
        ...(pattern !== undefined && type !== 'string'
          ? [{ path: `${path}/pattern`, message: 'is for strings alone' }]
          : []),
      ]
    }),
    ...required.flatMap((name, index) =>
      Object.hasOwn(properties, name)
        ? []
        : [{ path: `/parameters/required/${index}`, message: `${name} is no parameter` }],
    ),
  ]
}

function requestFaults({ request, risk, parameters }: ToolJson): FileFault[] {
  const path = '/request/url'
  const required = parameters?.required ?? []
  const faults = addressFaults(request.url, path)
  for (const name of placeholdersIn(request.url.replace(origin, ''))) {
    if (!required.includes(name)) faults.push({ path, message: `{${name}} is no required parameter` })
  }
  if (risk !== 'read' && request.method === 'GET') {
    faults.push({ path: '/request/method', message: 'a write must not be a GET' })
  }
  return faults
}

const origin = /^https?:\/\/[^/?#]*/

/** Faults of an address that is called. */
export function addressFaults(url: string, path: string): FileFault[] {
  const [base = ''] = origin.exec(url) ?? []
  return [
    ...(isWebOrigin(base)
      ? []
      : [{ path, message: 'must be an http or https address without a name or a fragment' }]),
    ...(url.slice(base.length).includes('#') ? [{ path, message: 'must have no fragment' }] : []),
  ]
}

/** Scheme, host and port are fixed: a placeholder in them would let a value choose the server that is called. */
function isWebOrigin(base: string): boolean {
  if (base === '' || /[{}@]/.test(base)) return false
  return URL.canParse(base)
}

function resultFaults({ result }: ToolJson): FileFault[] {
  const picked = result?.pick ?? {}
  return (result?.free_text ?? []).flatMap((name, index) =>
    Object.hasOwn(picked, name)
      ? []
      : [{ path: `/result/free_text/${index}`, message: `${name} is not picked` }],
  )
}

function directFaults(tool: ToolJson, tools: readonly ToolJson[]): FileFault[] {
  const { direct, risk, parameters } = tool
  if (direct === undefined) return []
  const { needs, from, template } = direct
  const properties = parameters?.properties ?? {}
  const unfilled = (parameters?.required ?? []).filter(name => name !== needs)
  const known = { ...properties, ...tool.result?.pick }
  const faults = templateFaults(template, known, {
    path: '/direct/template',
    message: 'is neither a parameter nor a picked field',
  })
  if (risk !== 'read') faults.push({ path: '/direct', message: 'a write never answers by itself' })
  if (needs !== undefined && !Object.hasOwn(properties, needs)) {
    faults.push({ path: '/direct/needs', message: `${needs} is no parameter` })
  }
  if (unfilled.length > 0) {
    faults.push({ path: '/direct', message: `nothing fills in ${unfilled.join(', ')}` })
  }
  if (from !== undefined) faults.push(...fromFaults(tool, from, tools))
  return faults
}

function fromFaults(tool: ToolJson, from: string, tools: readonly ToolJson[]): FileFault[] {
  const path = '/direct/from'
  const needs = tool.direct?.needs
  const lister = tools.find(other => other.name === from && shopOf(other) === shopOf(tool))
  if (lister === undefined) return [{ path, message: `there is no tool ${from} in shop ${shopOf(tool)}` }]
  if (needs === undefined) return [{ path, message: 'is of use with needs alone' }]
  if (lister.risk !== 'read' || lister.result?.list === undefined) {
    return [{ path, message: `${from} lists nothing: it must read, and name its result.list` }]
  }
  if ((lister.parameters?.required ?? []).length > 0)
    return [{ path, message: `${from} requires parameters` }]
  return Object.hasOwn(lister.result.pick ?? {}, needs)
    ? []
    : [{ path, message: `${from} does not pick ${needs}` }]
}

function confirmFaults(tool: ToolJson): FileFault[] {
  const { confirm, risk, process, parameters } = tool
  if (process === true && risk !== 'money') {
    return [{ path: '/process', message: 'is for tools of risk money' }]
  }
  if (risk === 'read') {
    return confirm === undefined ? [] : [{ path: '/confirm', message: 'a read asks for no confirmation' }]
  }
  if (confirm === undefined) return [{ path: '/confirm', message: 'a write needs one' }]
  // It is said before the call, when there is no result yet.
  return templateFaults(confirm.text, parameters?.properties ?? {}, {
    path: '/confirm/text',
    message: 'is no parameter',
  })
}

/** A fault for each place of a template that `known` has no value for. */
function templateFaults(
  template: Readonly<Record<string, string>>,
  known: object,
  { path, message }: FileFault,
): FileFault[] {
  return Object.entries(template).flatMap(([language, text]) =>
    placeholdersIn(text)
      .filter(name => !Object.hasOwn(known, name))
      .map(name => ({
        path: `${path}/${language}`,
        message: `{${name}} ${message}`,
      })),
  )
}

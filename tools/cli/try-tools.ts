// Each read of a tools file called once against its real API, for one customer. What a listing tells fills in what the
// others need. Nothing is written anywhere, and no value of a result is kept.
import { randomBytes } from 'node:crypto'
import { systemClock } from '../../src/clock.js'
import { createOutbound, resolveByDns } from '../../src/outbound/outbound.js'
import { createMcpClient, type McpClient } from '../../src/shop/mcp-client.js'
import { type ListedTools, toolsListed } from '../../src/shop/mcp-tools.js'
import type { ResultItem } from '../../src/shop/pick-result.js'
import type { McpServer, Tool, ToolSet } from '../../src/shop/tool.js'
import {
  createToolCaller,
  type ToolCallRecord,
  type ToolOutcome,
  type ToolResult,
} from '../../src/shop/tool-caller.js'
import { createToolGuards } from '../../src/shop/tool-guard.js'
import { createToolSender, type ToolSender } from '../../src/shop/tool-sender.js'

export interface TryOrder {
  readonly uid: string
  /** Parameters by name. */
  readonly given: Readonly<Record<string, string>>
  /** The same, of things that are somebody else's. */
  readonly foreign: Readonly<Record<string, string>>
}

/** How a tool fared. */
export interface ToolTrial {
  readonly tool: Tool
  /** 'kept' and 'told': whether what is somebody else's was kept from the customer. */
  readonly cameTo: ToolOutcome | 'not-called' | 'kept' | 'told'
  readonly ms?: number | undefined
  readonly note: string
}

type Values = Readonly<Record<string, unknown>>

/** A call may take as long as the file gives it. */
const CALL_MS = 10_000

export function isWell({ cameTo, note }: ToolTrial): boolean {
  return cameTo === 'kept' || cameTo === 'not-called' || (cameTo === 'ok' && note === '')
}

/** Calls a tool, and says what that came to and how long it took. */
type CallTool = (
  tool: Tool,
  args: object,
) => Promise<{ readonly result: ToolResult; readonly ms: number | undefined }>

/** What became of a tools file: its tools, and the names of MCP tools that it allows and does not get. */
export interface FileTrial {
  readonly trials: readonly ToolTrial[]
  readonly leftOut: ListedTools['leftOut']
}

export async function tryTools(set: ToolSet, order: TryOrder): Promise<FileTrial> {
  const outbound = createOutbound(resolveByDns)
  try {
    const mcp = createMcpClient(outbound)
    const lists = await Promise.all(set.servers.map(server => listedBy(mcp, server)))
    const tools = [...set.tools, ...lists.flatMap(list => list.tools)]
    const call = callerFor(createToolSender({ outbound, mcp }), set, order.uid)
    const leftOut = Object.assign({}, ...lists.map(list => list.leftOut))
    return { leftOut, trials: await tryInOrder(tools, order, call) }
  } finally {
    await outbound.close()
  }
}

const newId = () => randomBytes(16).toString('hex')

async function listedBy(mcp: McpClient, server: McpServer): Promise<ListedTools> {
  try {
    const stamp = { id: newId(), now: systemClock.now() }
    return toolsListed(server, await mcp.list(server, stamp, CALL_MS))
  } catch (error) {
    return { tools: [], leftOut: { [new URL(server.url).origin]: String(error) } }
  }
}

function callerFor(sender: ToolSender, { linkHosts }: ToolSet, uid: string): CallTool {
  const steady = { now: () => performance.now() }
  let last: ToolCallRecord | undefined
  const caller = createToolCaller({
    sender,
    steady,
    newId,
    clock: systemClock,
    guardOf: createToolGuards(steady),
    pause: async () => undefined,
    onCall(call) {
      last = call
    },
  })
  return async (tool, args) => {
    const who = { uid, owner: uid, shop: tool.shop, dialogId: newId() }
    const deadlineAt = systemClock.now() + CALL_MS
    const result = await caller.read({ tool, args, who, linkHosts, traceId: '', deadlineAt })
    return { result, ms: last?.ms }
  }
}

async function tryInOrder(
  tools: readonly Tool[],
  { given, foreign }: TryOrder,
  call: CallTool,
): Promise<readonly ToolTrial[]> {
  const trials: ToolTrial[] = []
  let known: Values = given
  // Listings first: they tell what the others need.
  const ordered = [...tools].sort((one, other) => one.required.length - other.required.length)
  for (const tool of ordered) {
    const args = argumentsFor(tool, known)
    if (typeof args === 'string') {
      trials.push({ tool, cameTo: 'not-called', note: args })
      continue
    }
    const { result, ms } = await call(tool, args)
    const item = result.kind === 'ok' ? result.items[0] : undefined
    if (tool.result.list !== undefined) known = { ...item?.fields, ...known }
    const note = result.kind === 'ok' ? missingOf(tool, item) : notes[result.kind]
    trials.push({ tool, cameTo: result.kind, ms, note })
  }
  for (const tool of ordered) {
    const args = argumentsFor(tool, foreign)
    if (typeof args === 'string' || tool.required.length === 0) continue
    const { result, ms } = await call(tool, args)
    trials.push({ tool, ms, ...foreignEnd(result) })
  }
  return trials
}

function foreignEnd({ kind }: ToolResult): Pick<ToolTrial, 'cameTo' | 'note'> {
  if (kind === 'unknown-to-shop') return { cameTo: 'kept', note: '' }
  return kind === 'ok' ? { cameTo: 'told', note: notes.told } : { cameTo: kind, note: notes[kind] }
}

/** The call's arguments, or why there is none. */
function argumentsFor(tool: Tool, known: Values): Values | string {
  if (tool.risk !== 'read') return `a ${tool.risk} is never called by a test`
  const missing = tool.required.filter(name => known[name] === undefined)
  if (missing.length > 0) return `needs ${missing.map(name => `--arg ${name}=VALUE`).join(' ')}`
  const names = [...tool.parameters.keys()].filter(name => known[name] !== undefined)
  return Object.fromEntries(names.map(name => [name, typed(tool, name, known[name])]))
}

function typed(tool: Tool, name: string, value: unknown): unknown {
  const type = tool.parameters.get(name)?.type
  if (typeof value !== 'string' || type === 'string') return type === 'string' ? String(value) : value
  return type === 'boolean' ? value === 'true' : Number(value)
}

/** Fields the file names and the result lacks. */
function missingOf({ result }: Tool, item: ResultItem | undefined): string {
  if (item === undefined) return 'the list is empty: try another customer'
  const fields = Object.keys(result.pick).filter(name => !(name in item.fields))
  const parts = [
    ...(fields.length > 0 ? [`not in the result, or not plain: ${fields.join(', ')}`] : []),
    ...(result.card && item.card === undefined ? ['no card: its id is missing'] : []),
  ]
  return parts.join('; ')
}

const notes: Readonly<Record<Exclude<ToolOutcome, 'ok'> | 'told', string>> = {
  'unknown-to-shop': 'the API has no such thing for this customer',
  timeout: 'no answer within timeout_ms',
  breaker: 'not asked: it failed too often',
  refused: 'a 4xx, or an address that the file does not allow',
  invalid: 'a value that does not fit, another status, or a body without the fields of the file',
  told: 'THE API TOLD SOMEBODY ELSE’S: it must decide by the token',
}

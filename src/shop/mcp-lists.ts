// The tools in force: those of the file, and behind them those that its MCP servers list. A server is asked for its list at
// its own pace whatever it does; one that cannot be asked keeps the tools that it listed last.
import type { Clock } from '../clock.js'
import { type RepeatedTask, repeat } from '../timers.js'
import type { McpClient } from './mcp-client.js'
import { toolsListed } from './mcp-tools.js'
import type { McpServer, Tool, ToolSet } from './tool.js'

export interface McpLists extends Pick<RepeatedTask, 'now' | 'close'> {
  current(): ToolSet
}

export interface McpListsDeps {
  /** Those of the file. */
  tools(): ToolSet
  readonly client: Pick<McpClient, 'list'>
  readonly clock: Clock
  /** Never jumps. */
  readonly steady: Clock
  /** 32 random hex digits. */
  newId(): string
  readonly log: { warn(fields: object, message: string): void }
}

interface ServerList {
  readonly askedAt: number
  readonly tools: readonly Tool[]
  /** The list and its faults in words, to see whether they have changed. */
  readonly text: string
  readonly fault: string
  /** The server could not be asked. */
  readonly isAway: boolean
}

const LOOK_MS = 1_000
const ASK_EVERY_MS = 60_000
const ASK_AGAIN_MS = 10_000

/** A server has `patienceMs` to tell its list. */
export function createMcpLists(
  { tools, client, clock, steady, newId, log }: McpListsDeps,
  { patienceMs }: { readonly patienceMs: number },
): McpLists {
  let lists = new Map<McpServer, ServerList>()
  let merged: { readonly file: ToolSet; readonly set: ToolSet } | undefined

  async function ask(server: McpServer, before: ServerList | undefined): Promise<ServerList> {
    const askedAt = steady.now()
    try {
      const stamp = { id: newId(), now: clock.now() }
      const listed = await client.list(server, stamp, patienceMs)
      const text = JSON.stringify(listed)
      // Tools that are the same keep their breakers.
      if (before?.text === text) return { ...before, askedAt, isAway: false }
      const { tools: made, leftOut } = toolsListed(server, listed)
      return { askedAt, text, isAway: false, tools: made, fault: told(server, before, leftOut) }
    } catch (error) {
      const fault = told(server, before, { '*': reasonOf(error) })
      return { tools: [], text: '', ...before, askedAt, fault, isAway: true }
    }
  }

  /** A fault is logged when it is new. Of the server's address its origin alone. */
  function told({ url, shop }: McpServer, before: ServerList | undefined, leftOut: object): string {
    const fault = Object.keys(leftOut).length === 0 ? '' : JSON.stringify(leftOut)
    if (fault !== '' && fault !== before?.fault)
      log.warn(
        { server: new URL(url).origin, shop, left_out: leftOut },
        'tools of an MCP server are left out',
      )
    return fault
  }

  async function look(): Promise<void> {
    const { servers } = tools()
    const now = steady.now()
    const asked = servers.map(async server => {
      const before = lists.get(server)
      return [server, before && isFresh(before, now) ? before : await ask(server, before)] as const
    })
    const next = new Map(await Promise.all(asked))
    const haveChanged = servers.some(server => next.get(server)?.tools !== lists.get(server)?.tools)
    lists = next
    if (haveChanged) merged = undefined
  }

  const task = repeat(look, LOOK_MS)
  task.soon()

  return {
    now: task.now,
    close: task.close,
    current() {
      const file = tools()
      if (merged?.file !== file) merged = { file, set: withListed(file, lists) }
      return merged.set
    },
  }
}

function isFresh({ askedAt, isAway }: ServerList, now: number): boolean {
  return now - askedAt < (isAway ? ASK_AGAIN_MS : ASK_EVERY_MS)
}

function withListed(file: ToolSet, lists: ReadonlyMap<McpServer, ServerList>): ToolSet {
  if (file.servers.length === 0) return file
  const listed = file.servers.flatMap(server => lists.get(server)?.tools ?? [])
  return { ...file, tools: [...file.tools, ...listed] }
}

function reasonOf(error: unknown): string {
  const { name = 'Error', code, status } = Object(error) as Record<string, unknown>
  return [name, code, status].filter(part => part !== undefined).join(' ')
}

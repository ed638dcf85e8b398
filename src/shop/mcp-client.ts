// Talks to MCP servers over streamable HTTP with the protocol's official client. Each call is a session of its own under its
// customer's token: nothing of one customer is in a session of another. The library is loaded with the first server.
import type { Client, PriorDiscovery } from '@modelcontextprotocol/client'
import { LRUCache } from 'lru-cache'
import type { Outbound, OutboundReply } from '../outbound/outbound.js'
import { createMcpFetch, type McpAddress } from './mcp-fetch.js'
import { refusalOf, replyOf } from './mcp-reply.js'
import type { McpServer } from './tool.js'
import { type CallStamp, customerHeaders, listingHeaders, type SentCall } from './tool-request.js'

export interface McpClient {
  /** The tools that the server lists, as it words them. Rejects when it cannot be asked, or lists too much. */
  list(server: McpServer, stamp: CallStamp, patienceMs: number): Promise<readonly unknown[]>
  /** Makes the call once. Its end comes as a reply of the shop's API would. */
  call(call: SentCall, signal: AbortSignal): Promise<OutboundReply>
}

interface Session extends McpAddress {
  /** The file's address: that of a call may hold the customer's id. */
  readonly server: string
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

/** Pages of a list. */
const PAGES = 4
/** The signals end what is asked; the library's own time-out only stands behind them. */
const LONGEST_MS = 10_000
const FAREWELL_MS = 1_000
/** Servers whose version of the protocol is remembered. */
const SERVERS = 100

const library = () => import('@modelcontextprotocol/client')
/** What a server promises of its results is not checked: no field of them is relied upon. */
const anyResult = {
  getValidator: () => () => ({ valid: true as const, data: undefined as never, errorMessage: undefined }),
}

export function createMcpClient(outbound: Pick<Outbound, 'send'>): McpClient {
  /** By address: a server that is known needs one question less. */
  const known = new LRUCache<string, PriorDiscovery>({ max: SERVERS })

  async function within<T>(session: Session, use: (client: Client) => Promise<T>): Promise<T> {
    const { url, headers, signal } = session
    const { Client, StreamableHTTPClientTransport } = await library()
    const { fetch, failure } = createMcpFetch(outbound, session, signal)
    const transport = new StreamableHTTPClientTransport(url, {
      fetch,
      requestInit: { headers },
      reconnectionOptions: {
        maxRetries: 0,
        initialReconnectionDelay: 1,
        maxReconnectionDelay: 1,
        reconnectionDelayGrowFactor: 1,
      },
    })
    const client = new Client(
      { name: 'rushdesk', version: '1' },
      {
        versionNegotiation: { mode: 'auto' },
        inputRequired: { autoFulfill: false },
        jsonSchemaValidator: anyResult,
      },
    )
    try {
      const prior = known.get(session.server)
      const connecting = client.connect(transport, { signal, timeout: LONGEST_MS, ...(prior && { prior }) })
      return await unlessAborted(
        connecting.then(() => use(client)),
        signal,
      )
    } catch (error) {
      throw failure() ?? error
    } finally {
      farewell(session, transport.sessionId)
      void client.close().catch(() => undefined)
    }
  }

  /** A server that keeps sessions is told that this one is over; whether it hears that is its own affair. */
  function farewell({ url, isPrivate, headers }: Session, sessionId: string | undefined): void {
    if (sessionId === undefined) return
    const call = { method: 'DELETE', url, headers: { ...headers, 'mcp-session-id': sessionId } } as const
    outbound.send(call, isPrivate, AbortSignal.timeout(FAREWELL_MS)).catch(() => undefined)
  }

  return {
    async list(server, stamp, patienceMs) {
      // To load it takes the time of this process, not of the server.
      await library()
      const signal = AbortSignal.timeout(patienceMs)
      const { url, isPrivate } = server
      const headers = listingHeaders(server, stamp)
      const session = { server: url, url: new URL(url), isPrivate, headers, signal }
      known.delete(url)
      return within(session, async client => {
        const discover = client.getDiscoverResult()
        known.set(url, discover ? { kind: 'modern', discover } : { kind: 'legacy' })
        return toolsOf(client, signal)
      })
    },
    async call({ tool, args, who, stamp }, signal) {
      const { url: server, isPrivate } = tool.request
      const url = new URL(server)
      const session = { server, url, isPrivate, headers: customerHeaders(url, { tool, who, stamp }), signal }
      const asked = { method: 'tools/call', params: { name: tool.name, arguments: args } } as const
      try {
        const result = await within(session, client => client.request(asked, { signal, timeout: LONGEST_MS }))
        return replyOf(result, tool.risk !== 'read')
      } catch (error) {
        return refusalOf(error)
      }
    },
  }
}

async function toolsOf(client: Client, signal: AbortSignal): Promise<readonly unknown[]> {
  const tools: unknown[] = []
  let cursor: string | undefined
  for (let page = 0; page < PAGES; page++) {
    const params = cursor === undefined ? {} : { cursor }
    const listed = await client.request({ method: 'tools/list', params }, { signal, timeout: LONGEST_MS })
    tools.push(...listed.tools)
    cursor = listed.nextCursor
    if (cursor === undefined) return tools
  }
  throw new Error('an MCP server lists too many pages')
}

/** The library may go on after the signal; nobody waits for it then. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

// MCP servers for tests, over real sockets: one of the protocol's own library in each of its manners, and one that answers
// whatever it is told to.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { NodeStreamableHTTPServerTransport, toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, fromJsonSchema, McpServer } from '@modelcontextprotocol/server'

/** `modern`: the newest revision. `stateless`, `sessions`: the revisions before it, without and with sessions. */
export type McpManner = 'modern' | 'stateless' | 'sessions'

export interface McpStand {
  readonly url: string
  /** Method and headers of each request. */
  readonly seen: readonly Pick<IncomingMessage, 'method' | 'headers'>[]
  /** Arguments of each call of a tool. */
  readonly calls: readonly object[]
  /** Number of sessions that are open. */
  sessions(): number
  close(): Promise<void>
}

const schema = (properties: object, required: readonly string[] = []) =>
  fromJsonSchema<Record<string, unknown>>({ type: 'object', properties, required: [...required] } as object)

function orderServer(calls: object[]): McpServer {
  const server = new McpServer({ name: 'orders', version: '1' })
  const order = schema({ order_id: { type: 'string', description: 'The order' } }, ['order_id'])
  server.registerTool('get_order', { description: 'An <b>order</b>', inputSchema: order }, args => {
    calls.push(args)
    if (args.order_id !== '20240001') return { content: [{ type: 'text', text: 'no such' }], isError: true }
    return { content: [{ type: 'text', text: '订单 20240001 运输中 <script>，收件人电话 13812345678' }] }
  })
  const annotations = { destructiveHint: true }
  server.registerTool('drop_order', { description: 'Cancels', inputSchema: order, annotations }, args => {
    calls.push(args)
    return { content: [{ type: 'text', text: '已取消' }] }
  })
  server.registerTool('of_user', { inputSchema: schema({ user_id: { type: 'string' } }) }, () => ({
    content: [],
  }))
  return server
}

export async function startMcp(manner: McpManner): Promise<McpStand> {
  const seen: Pick<IncomingMessage, 'method' | 'headers'>[] = []
  const calls: object[] = []
  const open = new Map<string, NodeStreamableHTTPServerTransport>()
  const modern = toNodeHandler(createMcpHandler(() => orderServer(calls), { legacy: 'reject' }))

  async function inSession(req: IncomingMessage): Promise<NodeStreamableHTTPServerTransport> {
    const known = open.get(String(req.headers['mcp-session-id']))
    if (known) return known
    const transport = new NodeStreamableHTTPServerTransport(
      manner === 'stateless'
        ? {}
        : {
            sessionIdGenerator: () => `session-${seen.length}`,
            onsessioninitialized: id => void open.set(id, transport),
            onsessionclosed: id => void open.delete(id),
          },
    )
    await orderServer(calls).connect(transport)
    return transport
  }

  const stand = await startRaw(async (req, res) => {
    const { method = '', url = '', headers } = req
    seen.push({ method, headers })
    if (manner === 'modern') return modern(Object.assign(req, { method, url }), res)
    await (await inSession(req)).handleRequest(req, res)
  })
  return { ...stand, seen, calls, sessions: () => open.size }
}

export async function startRaw(answer: RequestListener): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

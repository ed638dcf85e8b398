// Tools of MCP servers over real sockets: whose calls they are, what comes of them, and servers that lie or hang.
import { createHmac } from 'node:crypto'
import type { RequestListener } from 'node:http'
import t from 'tap'
import { createOutbound, resolveByDns } from '../../src/outbound/outbound.js'
import { createMcpClient } from '../../src/shop/mcp-client.js'
import { createMcpLists } from '../../src/shop/mcp-lists.js'
import type { ToolSet } from '../../src/shop/tool.js'
import { createToolCaller, type ToolCallRecord } from '../../src/shop/tool-caller.js'
import { createToolGuards } from '../../src/shop/tool-guard.js'
import { createToolSender } from '../../src/shop/tool-sender.js'
import { createToolWriter } from '../../src/shop/tool-writer.js'
import { parseTools } from '../../src/shop/tools-file.js'
import { type McpManner, type McpStand, startMcp, startRaw } from '../support/shop/mcp-server.js'
import { shopKey } from '../support/shop/samples.js'

const who = { uid: 'u1', owner: 'o-u1', shop: 'main', dialogId: 'd'.repeat(32) }
const confirm = { drop_order: { text: { zh: '取消订单 {order_id}？' } } }

function fileOf(url: string, own: object = {}): ToolSet {
  const entry = {
    mcp: url,
    private: true,
    auth: { kind: 'jwt', secret_env: 'KEY' },
    timeout_ms: 5_000,
    allow: { get_order: 'read', drop_order: 'read', of_user: 'read', absent: 'read' },
    confirm,
    ...own,
  }
  if (!('drop_order' in entry.allow)) Object.assign(entry, { confirm: {} })
  return parseTools(JSON.stringify({ version: 1, tools: [entry] }), { secretOf: () => shopKey, keyFile: '' })
}

function stage(file: ToolSet) {
  const outbound = createOutbound(resolveByDns)
  const client = createMcpClient(outbound)
  const clock = { now: Date.now }
  const time = { now: 0 }
  const steady = { now: () => time.now }
  const calls: ToolCallRecord[] = []
  const warned: unknown[] = []
  const told = {
    client,
    clock,
    steady,
    tools: () => file,
    newId: () => 'i'.repeat(32),
    log: { warn: (fields: object) => warned.push(fields) },
  }
  const lists = createMcpLists(told, { patienceMs: 60_000 })
  const deps = {
    clock,
    steady,
    guardOf: createToolGuards(steady),
    newId: () => 'j'.repeat(32),
    sender: createToolSender({ outbound, mcp: client }),
    pause: async () => undefined,
    onCall: (call: ToolCallRecord) => calls.push(call),
  }
  const [caller, writer] = [createToolCaller(deps), createToolWriter(deps)]
  t.teardown(() => Promise.all([lists.close(), outbound.close()]))
  const toolNamed = (name: string) => {
    const tool = lists.current().tools.find(one => one.name === name)
    if (tool === undefined) throw new Error(`no ${name}`)
    return tool
  }
  const read = (args: object, by = who) =>
    caller.read({
      tool: toolNamed('get_order'),
      args,
      who: by,
      linkHosts: [],
      traceId: 't',
      deadlineAt: Date.now() + 10_000,
    })
  return { lists, read, writer, toolNamed, calls, warned, time }
}

interface Claims {
  readonly sub?: string
  readonly aud?: string
  readonly jti?: string
}

function claimsIn(authorization: string | undefined): Claims {
  const [head, body = '', signature] = (authorization ?? '').replace('Bearer ', '').split('.')
  const due = createHmac('sha256', shopKey).update(`${head}.${body}`).digest('base64url')
  return signature === due ? (JSON.parse(Buffer.from(body, 'base64url').toString()) as Claims) : {}
}

/** The customers and tools of the newest questions, without repeats. The end of a session may come late. */
function customersOf({ seen }: McpStand, from: number): string[] {
  const asked = seen.slice(from).filter(({ method }) => method === 'POST')
  const named = asked.map(({ headers }) => claimsIn(headers.authorization))
  return [...new Set(named.map(({ sub, aud }) => JSON.stringify({ sub, aud })))]
}

for (const manner of ['modern', 'stateless', 'sessions'] as const satisfies readonly McpManner[]) {
  t.test(`a server is asked for the customer of the token (${manner})`, async t => {
    const stand = await startMcp(manner)
    t.teardown(() => stand.close())
    const { lists, read, calls } = stage(fileOf(stand.url))
    await lists.now()
    t.same(
      lists.current().tools.map(({ name, risk, about }) => [name, risk, about]),
      [
        ['get_order', 'read', 'An order'],
        ['drop_order', 'write', 'Cancels'],
      ],
      'what it says of itself is cleaned, and may only raise the risk',
    )
    t.same(customersOf(stand, 0), [JSON.stringify({ aud: 'tools/list' })], 'the list is nobody’s')
    const before = stand.seen.length
    t.match(await read({ order_id: '20240001' }), {
      kind: 'ok',
      items: [{ fields: { text: /^订单 20240001 运输中 ，收件人电话/ } }],
    })
    t.same(customersOf(stand, before), [JSON.stringify({ sub: 'u1', aud: 'get_order' })])
    t.same(await read({ order_id: '20240009' }), { kind: 'unknown-to-shop' }, 'an error of a read')
    t.same(await read({ order_id: 5 }), { kind: 'invalid' }, 'not even asked')
    t.same(stand.calls, [{ order_id: '20240001' }, { order_id: '20240009' }], 'no customer in the arguments')
    t.same(
      calls.map(({ outcome }) => outcome),
      ['ok', 'unknown-to-shop', 'invalid'],
    )
    while (stand.sessions() > 0) await new Promise(resolve => setImmediate(resolve))
    t.pass('no session is left open')
  })
}

t.test('a write goes once under its key, and an error leaves open what was done', async t => {
  const stand = await startMcp('modern')
  t.teardown(() => stand.close())
  const { lists, writer, toolNamed } = stage(fileOf(stand.url))
  await lists.now()
  const before = stand.seen.length
  const call = { who, linkHosts: [], traceId: 't', key: 'key-1' }
  const tool = toolNamed('drop_order')
  t.match(await writer.write({ ...call, tool, args: { order_id: '20240001' } }), {
    effect: 'done',
    item: { fields: { text: '已取消' } },
  })
  const [sent] = stand.seen.slice(before)
  t.equal(stand.seen.length - before, 1)
  t.equal(sent?.headers['idempotency-key'], 'key-1')
  t.match(claimsIn(sent?.headers.authorization), { sub: 'u1', aud: 'drop_order', jti: 'key-1' })
  const failing = { ...toolNamed('get_order'), risk: 'write' } as const
  t.same(await writer.write({ ...call, tool: failing, args: { order_id: '1' } }), { effect: 'unknown' })
})

t.test('what is allowed and not to be had is told, and once', async t => {
  const stand = await startMcp('modern')
  t.teardown(() => stand.close())
  const { lists, warned, time } = stage(fileOf(stand.url, { confirm: {} }))
  for (const now of [0, 61_000, 122_000]) {
    time.now = now
    await lists.now()
  }
  t.same(warned, [
    {
      server: new URL(stand.url).origin,
      shop: 'main',
      left_out: {
        drop_order: 'the server says that it writes, and the file has no confirm for it',
        of_user: 'a parameter names a customer, whom the token alone decides',
        absent: 'the server does not list it',
      },
    },
  ])
})

t.test('a server is asked at a bounded pace, and keeps its tools while it is away', async t => {
  const stand = await startMcp('modern')
  const { lists, time, toolNamed, warned } = stage(fileOf(stand.url, { allow: { get_order: 'read' } }))
  const askedBy = async (now: number) => {
    time.now = now
    const before = stand.seen.length
    await lists.now()
    return stand.seen.length > before
  }
  t.same([await askedBy(0), await askedBy(1_000), await askedBy(59_000)], [true, false, false])
  const [set, tool] = [lists.current(), toolNamed('get_order')]
  t.equal(await askedBy(60_000), true)
  t.equal(lists.current(), set, 'a list that is the same changes nothing')
  await stand.close()
  await askedBy(120_000)
  t.equal(toolNamed('get_order'), tool)
  t.match(warned, [{ left_out: { '*': /ECONNREFUSED|UND_ERR_SOCKET/ } }])
})

const endless: RequestListener = (_req, res) => {
  res.writeHead(200, { 'content-type': 'text/event-stream' })
  res.write(': here\n\n')
}
const huge: RequestListener = (_req, res) => {
  const tools = Array.from({ length: 5_000 }, (_, at) => ({
    name: `t${at}`,
    inputSchema: { type: 'object' },
  }))
  const body = JSON.stringify({ jsonrpc: '2.0', id: 0, result: { tools } })
  res.writeHead(200, { 'content-type': 'application/json' }).end(body)
}
const lies: Readonly<Record<string, RequestListener>> = {
  'no JSON': (_req, res) => res.writeHead(200, { 'content-type': 'application/json' }).end('<html>'),
  'a redirect': (_req, res) => res.writeHead(307, { location: 'http://127.0.0.1:1/' }).end(),
  'a flood of its own questions': (_req, res) => {
    const ping = (id: number) => `data: ${JSON.stringify({ jsonrpc: '2.0', id, method: 'ping' })}\n\n`
    const pings = Array.from({ length: 500 }, (_, at) => ping(at + 1_000)).join('')
    res.writeHead(200, { 'content-type': 'text/event-stream' }).end(pings)
  },
  'a huge reply': huge,
  'an endless stream': endless,
  silence: () => undefined,
}

t.test('a server that lies or hangs takes nothing but the time of its own calls', async t => {
  for (const [what, lie] of Object.entries(lies)) {
    const stand = await startMcp('modern')
    let asked = 0
    let isLying = false
    const target = new URL(stand.url)
    const raw = await startRaw((req, res) => {
      asked++
      if (isLying) return lie(req, res)
      void forward(target, req, res)
    })
    const file = fileOf(raw.url, { allow: { get_order: 'read' }, timeout_ms: 200 })
    const { lists, read, time, toolNamed } = stage(file)
    await lists.now()
    const tool = toolNamed('get_order')
    isLying = true
    asked = 0
    const { kind } = await read({ order_id: '20240001' })
    t.match(kind, /^(timeout|invalid)$/, what)
    t.ok(asked <= 8, `${what}: ${asked} requests`)
    // The others would take all of the patience.
    if (/JSON|redirect|huge/.test(what)) {
      time.now = 60_000
      await lists.now()
      t.equal(toolNamed('get_order'), tool, `${what}: the list before it stays`)
    }
    await Promise.all([stand.close(), raw.close()])
  }
})

const forward = async (
  url: URL,
  req: Parameters<RequestListener>[0],
  res: Parameters<RequestListener>[1],
): Promise<void> => {
  const pieces: Buffer[] = []
  for await (const piece of req) pieces.push(piece)
  const headers = Object.entries(req.headers).flatMap(([name, value]) =>
    /^(host|connection|content-length|transfer-encoding)$/.test(name) ? [] : [[name, String(value)]],
  )
  const reply = await fetch(url, {
    method: req.method ?? 'POST',
    headers: headers as [string, string][],
    ...(pieces.length > 0 && { body: Buffer.concat(pieces) }),
  })
  const type = reply.headers.get('content-type') ?? ''
  res.writeHead(reply.status, { 'content-type': type }).end(await reply.text())
}

t.test('an address inside is called only where the file allows it', async t => {
  const stand = await startMcp('modern')
  t.teardown(() => stand.close())
  const { lists, warned } = stage(fileOf(stand.url, { private: false, allow: { get_order: 'read' } }))
  await lists.now()
  t.same(stand.seen, [])
  t.match(warned, [{ left_out: { '*': 'ForbiddenAddress' } }])
})

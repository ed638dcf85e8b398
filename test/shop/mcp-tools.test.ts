// What becomes of the tools that an MCP server lists: those that fit, and the reasons of those that do not.
import t from 'tap'
import { toolsListed } from '../../src/shop/mcp-tools.js'
import type { McpServer } from '../../src/shop/tool.js'
import { parseTools } from '../../src/shop/tools-file.js'

function server(allow: object, confirm: object = {}): McpServer {
  const entry = { mcp: 'https://a.example/mcp', allow, confirm, auth: { kind: 'jwt', secret_env: 'KEY' } }
  const { servers } = parseTools(JSON.stringify({ version: 1, tools: [entry] }), {
    secretOf: () => 's'.repeat(32),
    keyFile: '',
  })
  if (servers[0] === undefined) throw new Error('no server')
  return servers[0]
}

const listed = (own: object) => ({ name: 'a', inputSchema: { type: 'object' }, ...own })
const taking = (properties: object, required: readonly unknown[] = []) =>
  listed({ inputSchema: { type: 'object', properties, required } })

t.test('a tool that cannot be used is left out with a reason that holds no word of the server', async t => {
  const text = { type: 'string' }
  const rows: readonly (readonly [unknown, RegExp])[] = [
    [undefined, /does not list/],
    [{ name: 'b' }, /does not list/],
    [listed({ inputSchema: 'x' }), /no object/],
    [taking({ userId: text }), /names a customer/],
    [taking({ order: text, phone_number: { type: 'object' } }), /names a customer/],
    [taking({ order: { type: 'object' } }, ['order']), /cannot be checked/],
    [taking({ id: { type: 'string', pattern: '(a+)+$' } }, ['id']), /cannot be checked/],
    [taking({ id: { type: 'string', enum: ['<b>'] } }, ['id']), /cannot be checked/],
    [taking({ id: text }, ['id', 5]), /cannot be checked/],
    [taking({ id: { ...text, description: 'x'.repeat(9_000) } }), /too long/],
    [taking(Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`p${at}`, text]))), /too many/],
    [listed({ annotations: { destructiveHint: true, readOnlyHint: true } }), /says that it writes/],
    [listed({ annotations: { readOnlyHint: false } }), /says that it writes/],
  ]
  const wrong = rows.filter(([one, why]) => {
    const { tools, leftOut } = toolsListed(server({ a: 'read' }), [one])
    return tools.length > 0 || !why.test(leftOut.a ?? '')
  })
  t.same(wrong, [])
})

t.test('parameters that cannot be checked are left out where a call can do without them', async t => {
  const { tools } = toolsListed(server({ a: 'read' }), [
    taking({ id: { type: 'string', pattern: '^[0-9]{8}$' }, where: { type: 'array' }, 订单: {} }, ['id']),
  ])
  t.same([...(tools[0]?.parameters.keys() ?? [])], ['id'])
  t.equal(tools[0]?.parameters.get('id')?.pattern?.test('1'), false)
})

t.test('hints raise the risk and never lower it', async t => {
  const text = { text: { zh: '删除 {id}？' } }
  const quiet = { readOnlyHint: true, destructiveHint: false }
  const one = { ...taking({ id: { type: 'string' } }), annotations: quiet }
  const loud = { ...one, annotations: { destructiveHint: true } }
  const riskOf = (allowed: string, tool: object) =>
    toolsListed(server({ a: allowed }, { a: text }), [tool]).tools[0]
  t.match(riskOf('money', one), { risk: 'money', confirm: { by: 'seat' } })
  t.match(riskOf('write', one), { risk: 'write', confirm: { by: 'customer', text: text.text }, cacheS: 0 })
  t.match(riskOf('read', loud), { risk: 'write' })
  t.match(riskOf('read', one), { risk: 'read', cacheS: 5, timeoutMs: 300 })
  const { leftOut } = toolsListed(server({ a: 'write' }, { a: text }), [listed({})])
  t.match(leftOut.a, /\{id\} of its confirm is no parameter/)
})

t.test('only the names of the file are used, each once', async t => {
  const { tools } = toolsListed(server({ a: 'read' }), [
    listed({ description: 'first' }),
    listed({ description: 'second' }),
    listed({ name: 'b' }),
    5,
  ])
  t.same(
    tools.map(({ name, about }) => [name, about]),
    [['a', 'first']],
  )
})

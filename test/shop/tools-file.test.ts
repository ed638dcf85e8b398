// Each rule of the tools file: a file that breaks it is refused, and the message names the line or the path.
import t from 'tap'
import type { ToolsFileError } from '../../src/shop/tools-file.js'
import { parseTools } from '../../src/shop/tools-file.js'

const secrets = { secretOf: (name: string) => (name === 'OMS_KEY' ? 's'.repeat(32) : undefined), keyFile: '' }
const auth = { kind: 'jwt', secret_env: 'OMS_KEY' }

const status = {
  name: 'order_status',
  about: 'State of an order',
  risk: 'read',
  parameters: {
    type: 'object',
    properties: { order_id: { type: 'string', pattern: '^[0-9]{8,20}$' } },
    required: ['order_id'],
    additionalProperties: false,
  },
  request: { method: 'GET', url: 'https://oms.example/v1/orders/{order_id}', private: false },
  auth,
  timeout_ms: 300,
  cache_s: 5,
  rate_per_s: 200,
  breaker: { failures: 5, open_ms: 10_000 },
  result: {
    pick: { status: '/data/status', eta: '/data/eta' },
    max_chars: 1500,
    free_text: [],
    card: { type: 'order', map: { order_id: '/data/order_id', status_text: '/data/status_text' } },
  },
  direct: {
    topics: ['track-parcel', 'delivery-time'],
    needs: 'order_id',
    from: 'recent_orders',
    template: { zh: '订单 {order_id} {status}，预计 {eta} 送达。', en: 'Order {order_id}: {status}.' },
  },
}
const recent = {
  name: 'recent_orders',
  risk: 'read',
  parameters: { type: 'object', properties: {} },
  request: { method: 'GET', url: 'https://oms.example/v1/orders?limit=5' },
  auth,
  result: { list: '/data', pick: { order_id: '/order_id', status: '/status' } },
}
const cancel = {
  name: 'cancel_order',
  risk: 'write',
  parameters: status.parameters,
  request: { method: 'POST', url: 'https://oms.example/v1/orders/{order_id}/cancel' },
  auth,
  confirm: { by: 'customer', ttl_s: 300, text: { zh: '取消订单 {order_id}？' } },
}
const mcp = (own: object) => ({
  version: 1,
  tools: [{ mcp: 'https://a.example/mcp', auth, allow: { get_order: 'read' }, ...own }],
})
const whole = { version: 1, tools: [status, recent, cancel] }

function faultsOf(file: unknown, given = secrets): readonly string[] {
  try {
    parseTools(typeof file === 'string' ? file : JSON.stringify(file), given)
    return []
  } catch (error) {
    return (error as ToolsFileError).faults
  }
}

/** A file with a tool beside the good ones. */
const beside = (tool: object) => ({
  ...whole,
  tools: [status, recent, cancel, { ...status, name: 'other', ...tool }],
})
const parameter = (name: string, rule: object = { type: 'string' }) =>
  beside({
    direct: undefined,
    parameters: { ...status.parameters, properties: { ...status.parameters.properties, [name]: rule } },
  })

t.test('a file of the contract is read, and missing members get their defaults', async t => {
  const { tools, linkHosts } = parseTools(JSON.stringify(whole), secrets)
  t.same(linkHosts, [])
  t.match(tools[0], {
    name: 'order_status',
    shop: 'main',
    required: ['order_id'],
    request: { method: 'GET', isPrivate: false },
    auth: { kind: 'jwt', algorithm: 'HS256' },
    direct: { needs: 'order_id', from: 'recent_orders' },
  })
  t.match(tools[1], {
    about: 'recent_orders',
    timeoutMs: 300,
    cacheS: 5,
    result: { maxChars: 1500, list: '/data' },
  })
  t.match(tools[2], { cacheS: 0, confirm: { by: 'customer', ttlS: 300 } })
})

t.test('a seat confirms a money tool, unless the tool is a process', async t => {
  const money = { ...cancel, name: 'refund', risk: 'money' }
  const by = (tool: object) =>
    parseTools(JSON.stringify({ version: 1, tools: [tool] }), secrets).tools[0]?.confirm?.by
  t.equal(by(money), 'seat')
  t.equal(by({ ...money, process: true }), 'customer')
})

t.test('a member that breaks a rule is refused with its path', async t => {
  const rows: [string, unknown, RegExp][] = [
    ['an unknown field', beside({ extra: 1 }), /^\/tools\/3\/extra is no member/],
    ['an unknown field of the file', { ...whole, more: 1 }, /^\/more is no member/],
    [
      'an unknown field of an auth',
      beside({ auth: { ...auth, alg: 'none' } }),
      /^\/tools\/3\/auth\/alg is no member/,
    ],
    ['another version', { ...whole, version: 2 }, /^\/version /],
    ['no tools', { version: 1 }, /^\/tools is missing/],
    ['too many tools', { version: 1, tools: Array(51).fill(recent) }, /^\/tools /],
    ['a name twice', { version: 1, tools: [recent, recent] }, /^\/tools\/1\/name recent_orders stands twice/],
    ['a name with blanks', beside({ name: 'a b' }), /^\/tools\/3\/name /],
    ['another risk', beside({ risk: 'none' }), /^\/tools\/3\/risk must be one of read, write, money/],
    ...[
      'uid',
      'user_id',
      'customerId',
      'phone',
      'phone_number',
      'member',
      'accountNo',
      'openid',
      'open_id',
      'buyer_uid',
    ].map((name): [string, unknown, RegExp] => [
      name,
      parameter(name),
      new RegExp(`^/tools/3/parameters/properties/${name} names a customer`),
    ]),
    [
      'a template of nothing',
      beside({ direct: { topics: ['a'], template: { zh: '{nothing}' } } }),
      /^\/tools\/3\/direct\/template\/zh {nothing} is neither/,
    ],
    [
      'a confirmation of nothing',
      beside({ ...cancel, name: 'other', direct: undefined, confirm: { text: { en: '{x}' } } }),
      /^\/tools\/3\/confirm\/text\/en {x} is no parameter/,
    ],
    [
      'a confirmation of what only the result would tell',
      beside({
        ...cancel,
        name: 'other',
        direct: undefined,
        result: status.result,
        confirm: { text: { zh: '取消{status}？' } },
      }),
      /^\/tools\/3\/confirm\/text\/zh {status} is no parameter/,
    ],
    [
      'a template of what every object has',
      beside({ direct: { topics: ['a'], template: { zh: '{toString}' } } }),
      /^\/tools\/3\/direct\/template\/zh {toString} is neither/,
    ],
    [
      'a required parameter that every object has',
      beside({
        parameters: { ...status.parameters, required: ['order_id', 'constructor'] },
        direct: undefined,
      }),
      /^\/tools\/3\/parameters\/required\/1 constructor is no parameter/,
    ],
    [
      'free text that every object has',
      beside({ result: { ...status.result, free_text: ['valueOf'] } }),
      /^\/tools\/3\/result\/free_text\/0 valueOf is not picked/,
    ],
    [
      'needs that every object has',
      beside({ direct: { ...status.direct, needs: 'valueOf' } }),
      /\/tools\/3\/direct\/needs valueOf is no parameter/,
    ],
    [
      'a write of a server named like what every object has',
      mcp({ allow: { constructor: 'write' } }),
      /^\/tools\/0\/confirm lacks constructor/,
    ],
    [
      'a confirm of a server named like what every object has',
      mcp({ confirm: { valueOf: { text: { zh: '好？' } } } }),
      /^\/tools\/0\/confirm\/valueOf is not allowed/,
    ],
    [
      'a write with direct',
      beside({ ...cancel, name: 'other', direct: status.direct }),
      /^\/tools\/3\/direct.*a write never/s,
    ],
    [
      'a write without confirm',
      beside({ ...cancel, name: 'other', direct: undefined, confirm: undefined }),
      /^\/tools\/3\/confirm a write needs one/,
    ],
    [
      'a write by GET',
      beside({ ...cancel, name: 'other', direct: undefined, request: status.request }),
      /^\/tools\/3\/request\/method a write must not be a GET/,
    ],
    ['a read with confirm', beside({ confirm: cancel.confirm }), /^\/tools\/3\/confirm a read/],
    ['a process that is no money', beside({ process: true }), /^\/tools\/3\/process /],
    [
      'needs that is not there',
      beside({ direct: { ...status.direct, needs: 'x' } }),
      /\/tools\/3\/direct\/needs x is no parameter/,
    ],
    [
      'from that is not there',
      beside({ direct: { ...status.direct, from: 'x' } }),
      /^\/tools\/3\/direct\/from there is no tool x/,
    ],
    [
      'from that lists nothing',
      beside({ direct: { ...status.direct, from: 'order_status' } }),
      /^\/tools\/3\/direct\/from order_status lists nothing/,
    ],
    [
      'a parameter that nothing fills',
      beside({ direct: { topics: ['a'], template: { zh: 'x' } } }),
      /^\/tools\/3\/direct nothing fills in order_id/,
    ],
    [
      'a pattern that does not compile',
      parameter('a', { type: 'string', pattern: '(' }),
      /^\/tools\/3\/parameters\/properties\/a\/pattern does not compile/,
    ],
    [
      'an exponential pattern',
      parameter('a', { type: 'string', pattern: '^(a+)+$' }),
      /^\/tools\/3\/parameters\/properties\/a\/pattern may take exponential time/,
    ],
    ['a slow call', beside({ timeout_ms: 5001 }), /^\/tools\/3\/timeout_ms /],
    [
      'a required one that is none',
      beside({ parameters: { ...status.parameters, required: ['x'] }, direct: undefined }),
      /\/tools\/3\/parameters\/required\/0 x is no parameter/,
    ],
    [
      'a place in the host',
      beside({ request: { method: 'GET', url: 'https://{order_id}.example/' } }),
      /^\/tools\/3\/request\/url /,
    ],
    [
      'a place in the port',
      beside({ request: { method: 'GET', url: 'https://a.example:{order_id}/' } }),
      /^\/tools\/3\/request\/url /,
    ],
    [
      'a name in the address',
      beside({ request: { method: 'GET', url: 'https://a:b@a.example/' } }),
      /^\/tools\/3\/request\/url /,
    ],
    [
      'another scheme',
      beside({ request: { method: 'GET', url: 'file:///etc/passwd' } }),
      /^\/tools\/3\/request\/url /,
    ],
    [
      'a place that is no parameter',
      beside({ request: { method: 'GET', url: 'https://a.example/{x}' } }),
      /^\/tools\/3\/request\/url {x} is no required/,
    ],
    [
      'free text that is not picked',
      beside({ result: { ...status.result, free_text: ['note'] } }),
      /^\/tools\/3\/result\/free_text\/0 note is not picked/,
    ],
    ['a pointer that is none', beside({ result: { pick: { a: 'data' } } }), /^\/tools\/3\/result\/pick\/a /],
    [
      'a card of another member',
      beside({ result: { card: { type: 'order', map: { note: '/n' } } } }),
      /^\/tools\/3\/result\/card/,
    ],
    [
      'a fixed key without the customer',
      beside({ auth: { kind: 'header', name: 'X-Api-Key', secret_env: 'OMS_KEY' } }),
      /^\/tools\/3\/auth\/uid is missing/,
    ],
    [
      'a customer in two places',
      beside({
        auth: { kind: 'header', name: 'X-Api-Key', secret_env: 'OMS_KEY', uid: { query: 'a', header: 'b' } },
      }),
      /^\/tools\/3\/auth\/uid /,
    ],
    [
      'a secret that is not set',
      beside({ auth: { kind: 'jwt', secret_env: 'NONE' } }),
      /^\/tools\/3\/auth NONE is not set/,
    ],
    ['a token without a key', beside({ auth: { kind: 'jwt' } }), /^\/tools\/3\/auth secret_env is missing/],
    ['an MCP server without tools', mcp({ allow: {} }), /^\/tools\/0\/allow /],
    ['a member that is none of an MCP entry', mcp({ request: {} }), /^\/tools\/0\/request is no member/],
    ['a filled-in address of an MCP server', mcp({ mcp: 'https://a.example/{id}' }), /^\/tools\/0\/mcp /],
    ['an MCP server of another scheme', mcp({ mcp: 'stdio:cat' }), /^\/tools\/0\/mcp must be an http/],
    [
      'a write of an MCP server without confirm',
      mcp({ allow: { drop: 'write' } }),
      /^\/tools\/0\/confirm lacks drop/,
    ],
    [
      'a confirm of a tool that is not allowed',
      mcp({ confirm: { other: { text: { zh: '?' } } } }),
      /^\/tools\/0\/confirm\/other is not allowed/,
    ],
    [
      'a name that an MCP server has, too',
      { version: 1, tools: [recent, ...mcp({ allow: { [recent.name]: 'read' } }).tools] },
      /^\/tools\/1\/allow\/recent_orders recent_orders stands twice/,
    ],
    [
      'too many tools of MCP servers',
      mcp({ allow: Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`t${at}`, 'read'])) }),
      /^\/tools\/0\/allow /,
    ],
    ['a list', [], /^\/ must be object/i],
  ]
  for (const [what, file, told] of rows) t.match(faultsOf(file).join('\n'), told, what)
})

t.test('a file that is no JSON is refused with its line', async t => {
  const rows: [string, number][] = [
    ['', 1],
    ['{', 1],
    ['{\n"version": 1,\n}', 3],
    ['{\n"a": [1,\n2\n', 4],
    ['{\n"a": "b\n"}', 2],
    ['{"a": 01}', 1],
    ['{}\n\n{}', 3],
    ['[1 2]', 1],
    ['{"a" 1}', 1],
    ['{\n\n\n"a": tru}', 4],
  ]
  for (const [text, line] of rows) t.same(faultsOf(text), [`line ${line} is not JSON`], JSON.stringify(text))
})

t.test('two shops may use one tool name', async t => {
  t.same(faultsOf({ version: 1, tools: [recent, { ...recent, shop: 'b' }] }), [])
  const foreign = { ...status, shop: 'b' }
  t.match(
    faultsOf({ version: 1, tools: [recent, foreign] })[0],
    /direct\/from there is no tool recent_orders in shop b/,
  )
})

t.test('a secret is in no error', async t => {
  const told = faultsOf(beside({ extra: 's'.repeat(32) })).join()
  t.notMatch(told, 's'.repeat(32))
})

// Calls over real sockets to the simulated shop: their results, and calls that must not be made.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { type Shop, startShop } from '../../perf/fake-shop.js'
import { createOutbound, type Resolve, resolveByDns } from '../../src/outbound/outbound.js'
import { createMcpClient } from '../../src/shop/mcp-client.js'
import { createToolCaller, type ToolCallRecord } from '../../src/shop/tool-caller.js'
import { createToolGuards } from '../../src/shop/tool-guard.js'
import { createToolSender } from '../../src/shop/tool-sender.js'
import { exampleTools, shopKey } from '../support/shop/samples.js'

const who = { uid: 'demo', owner: 'o-demo', shop: 'main', dialogId: 'd'.repeat(32) }
const other = { ...who, uid: 'u1', owner: 'o-u1' }
let shop: Shop
t.before(async () => {
  shop = await startShop({ key: shopKey })
})
t.beforeEach(() => shop.set({ latency: { kind: 'fixed', ms: 0 }, fault: 'none' }))
t.teardown(() => shop.close())

function stage(change?: Parameters<typeof exampleTools>[1], resolve: Resolve = resolveByDns, url = shop.url) {
  const tools = [...exampleTools(url, change).tools]
  const outbound = createOutbound(resolve)
  t.teardown(() => outbound.close())
  const calls: ToolCallRecord[] = []
  const time = { now: 1_000 }
  const pauses: number[] = []
  const steady = { now: () => time.now }
  const caller = createToolCaller({
    sender: createToolSender({ outbound, mcp: createMcpClient(outbound) }),
    clock: { now: Date.now },
    newId: () => 'i'.repeat(32),
    onCall: call => calls.push(call),
    steady,
    guardOf: createToolGuards(steady),
    pause: async ms => void pauses.push(ms),
  })
  const read = (order_id: string, by = who, name = 'order_status', leftMs = 10_000) => {
    const tool = tools.find(one => one.name === name)
    if (tool === undefined) throw new Error(name)
    const args = name === 'order_status' ? { order_id } : {}
    return caller.read({ tool, args, who: by, linkHosts: [], traceId: 't', deadlineAt: Date.now() + leftMs })
  }
  return { read, tools, calls, time, pauses, seen: () => shop.calls().length }
}

t.test('the customer’s own order is read, and listed', async t => {
  const { read, calls } = stage()
  t.match(await read('20240001'), {
    kind: 'ok',
    items: [{ fields: { status: '运输中' }, card: { order_id: '20240001' } }],
  })
  t.match(await read('', other, 'recent_orders'), {
    kind: 'ok',
    items: [{ fields: { order_id: '20240011' } }, { fields: { order_id: '20240012' } }],
  })
  t.match(calls, [{ tool: { name: 'order_status' }, outcome: 'ok', traceId: 't' }, { outcome: 'ok' }])
  t.match(shop.calls().at(-1)?.claims, { sub: 'u1', aud: 'recent_orders', dialog_id: who.dialogId })
})

t.test('another customer’s order and one that does not exist are the same', async t => {
  const { read, pauses } = stage()
  t.same(await read('20240011'), { kind: 'unknown-to-shop' })
  shop.set({ fault: 403 })
  t.same(await read('20249999'), { kind: 'unknown-to-shop' })
  t.ok(pauses.length === 2 && pauses.every(ms => ms === 50), 'at one time, whatever the shop took')
})

t.test('each fault has its outcome', async t => {
  const rows = [
    ['reset', 'invalid'],
    ['garbage', 'invalid'],
    ['huge', 'invalid'],
    ['redirect', 'invalid'],
    ['hang', 'timeout'],
    [503, 'invalid'],
    [429, 'refused'],
    [400, 'refused'],
  ] as const
  for (const [fault, outcome] of rows) {
    const { read, calls } = stage(tool => Object.assign(tool, { timeout_ms: 150 }))
    shop.set({ fault })
    t.same(await read('20240001'), { kind: outcome }, String(fault))
    t.match(calls, [{ outcome }])
  }
})

t.test('arguments that do not fit cause no call', async t => {
  const { read, seen } = stage()
  const before = seen()
  t.same(await read('../admin'), { kind: 'invalid' })
  t.equal(seen(), before)
})

t.test('equal calls of one customer run once, those of two do not', async t => {
  const { read, seen, time } = stage()
  const before = seen()
  await Promise.all([read('20240001'), read('20240001'), read('20240001', other)])
  t.equal(seen() - before, 2)
  t.match(await read('20240001', other), { kind: 'unknown-to-shop' }, 'nobody gets what another was told')
  t.equal(seen() - before, 2)
  time.now += 5_001
  await read('20240001')
  t.equal(seen() - before, 3, 'it is kept as long as the file says')
})

t.test('after failures in a row the tool gets no calls, then one probe', async t => {
  const { read, seen, time } = stage(tool =>
    Object.assign(tool, { cache_s: 0, breaker: { failures: 2, open_ms: 1_000 } }),
  )
  shop.set({ fault: 503 })
  for (const kind of ['invalid', 'invalid', 'breaker']) t.same(await read('20240001'), { kind })
  const before = seen()
  time.now += 1_000
  shop.set({ fault: 'none' })
  const [first, second] = await Promise.all([read('20240001'), read('20240002')])
  t.same([first?.kind, second?.kind], ['ok', 'breaker'], 'one call is the probe')
  t.equal(seen(), before + 1)
  t.equal((await read('20240001')).kind, 'ok')
})

t.test(
  'what the shop would not take does not stop the tool, a shop that hangs does after five calls',
  async t => {
    const ask = async (times: number, timeout_ms = 5_000) => {
      const { read, calls } = stage(tool => Object.assign(tool, { cache_s: 0, timeout_ms }))
      for (let at = 0; at < times; at++) await read('20240001', { ...who, owner: `o${at}` })
      return calls.map(({ outcome }) => outcome)
    }
    for (const fault of [400, 401, 409, 422, 429] as const) {
      shop.set({ fault })
      t.ok(
        (await ask(6)).every(outcome => outcome === 'refused'),
        String(fault),
      )
    }
    for (const fault of [403, 404] as const) {
      shop.set({ fault })
      t.ok(
        (await ask(6)).every(outcome => outcome === 'unknown-to-shop'),
        String(fault),
      )
    }
    shop.set({ fault: 'hang' })
    t.same(await ask(7, 50), [...Array(5).fill('timeout'), 'breaker', 'breaker'])
  },
)

t.test('a call that its turn cut short is late, and does not count against the shop', async t => {
  const { read, calls } = stage(tool => Object.assign(tool, { cache_s: 0, timeout_ms: 5_000 }))
  shop.set({ fault: 'hang' })
  for (let at = 0; at < 6; at++) await read('20240001', { ...who, owner: `o${at}` }, 'order_status', 20)
  t.same(new Set(calls.map(({ outcome }) => outcome)), new Set(['timeout']))
  shop.set({ fault: 'none' })
  t.equal((await read('20240001')).kind, 'ok')
})

t.test('no more calls are made than the file allows', async t => {
  const { read, time } = stage(tool => Object.assign(tool, { cache_s: 0, rate_per_s: 2 }))
  const kinds = []
  for (let i = 0; i < 3; i++) kinds.push((await read('20240001')).kind)
  t.same(kinds, ['ok', 'ok', 'refused'])
  time.now += 500
  t.equal((await read('20240001')).kind, 'ok')
})

t.test('an address that the file does not allow is not called, however it is written', async t => {
  const secret = createServer((_req, res) => res.end('{"data":{"status_text":"secret"}}'))
  secret.listen(0, '127.0.0.1')
  await new Promise(resolve => secret.once('listening', resolve))
  let reached = 0
  secret.on('connection', () => reached++)
  t.teardown(() => void secret.close())
  const { port } = secret.address() as AddressInfo
  const open = (tool: object) =>
    Object.assign(tool, { request: { ...(tool as { request: object }).request, private: false } })
  const literal = stage(open, resolveByDns, `http://127.0.0.1:${port}`)
  t.same(await literal.read('20240001'), { kind: 'refused' })
  for (const url of [
    `http://[::ffff:127.0.0.1]:${port}`,
    `http://2130706433:${port}`,
    `http://0x7f.1:${port}`,
  ]) {
    t.same(await stage(open, resolveByDns, url).read('20240001'), { kind: 'refused' }, url)
  }
  // The name resolves to another address at a second look-up, so there must be none.
  let looks = 0
  const turning: Resolve = (_host, then) => {
    looks++
    then(null, [{ address: looks === 1 ? '10.9.9.9' : '127.0.0.1', family: 4 }])
  }
  t.same(await stage(open, turning, `http://shop.test:${port}`).read('20240001'), { kind: 'refused' })
  t.equal(looks, 1)
  const mixed: Resolve = (_host, then) =>
    then(null, [
      { address: '93.184.216.34', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ])
  t.same(await stage(open, mixed, `http://shop.test:${port}`).read('20240001'), { kind: 'refused' })
  const inside = await stage(
    undefined,
    (_host, then) => then(null, [{ address: '169.254.169.254', family: 4 }]),
    `http://shop.test:${port}`,
  ).read('20240001')
  t.same(inside, { kind: 'refused' }, 'metadata is never called')
  t.equal(reached, 0)
  const allowed: Resolve = (_host, then) => then(null, [{ address: '127.0.0.1', family: 4 }])
  t.equal((await stage(undefined, allowed, `http://shop.test:${port}`).read('20240001')).kind, 'ok')
})

t.test('a result is kept for the tool that was asked, not for a changed one of its name', async t => {
  const { read, tools } = stage()
  await read('20240001')
  const [known] = tools
  if (known === undefined) throw new Error('no tool')
  tools[0] = { ...known, result: { ...known.result, pick: { title: '/data/title' } } }
  t.match(await read('20240001'), { items: [{ fields: { title: '无线耳机 黑色', status: undefined } }] })
})

// Writes over real sockets to the simulated shop: what each end means, and that none is sent twice.
import t from 'tap'
import type { ShopFault } from '../../perf/fake-shop/options.js'
import { type Shop, startShop } from '../../perf/fake-shop.js'
import { createOutbound, resolveByDns } from '../../src/outbound/outbound.js'
import { createMcpClient } from '../../src/shop/mcp-client.js'
import type { Tool } from '../../src/shop/tool.js'
import type { ToolCallRecord } from '../../src/shop/tool-caller.js'
import { createToolGuards } from '../../src/shop/tool-guard.js'
import { createToolSender } from '../../src/shop/tool-sender.js'
import { createToolWriter } from '../../src/shop/tool-writer.js'
import { writeEnd } from '../../src/shop/write-end.js'
import { exampleTools, shopKey } from '../support/shop/samples.js'

const who = { uid: 'u1', owner: 'o-u1', shop: 'main', dialogId: 'd'.repeat(32) }
let shop: Shop
t.before(async () => {
  shop = await startShop({ key: shopKey })
})
t.teardown(() => shop.close())

function stage(url = shop.url) {
  const { tools } = exampleTools(url, tool => Object.assign(tool, { timeout_ms: 300 }))
  const outbound = createOutbound(resolveByDns)
  t.teardown(() => outbound.close())
  const calls: ToolCallRecord[] = []
  const pauses: number[] = []
  const steady = { now: () => performance.now() }
  const writer = createToolWriter({
    sender: createToolSender({ outbound, mcp: createMcpClient(outbound) }),
    steady,
    clock: { now: Date.now },
    guardOf: createToolGuards(steady),
    onCall: call => calls.push(call),
    pause: async ms => void pauses.push(ms),
  })
  const tool = tools.find(({ name }) => name === 'cancel_order') as Tool
  const write = (key: string, order_id = '20240012') =>
    writer.write({ tool, args: { order_id }, who, key, linkHosts: [], traceId: 't' })
  return { write, calls, pauses, tool }
}

t.test('a write is done under its key, and what the shop says of it comes back', async t => {
  const { write, calls } = stage()
  t.match(await write('key-1'), {
    effect: 'done',
    item: { fields: { status: '已取消' }, card: { order_id: '20240012' } },
  })
  t.match(shop.calls().at(-1), {
    method: 'POST',
    headers: { 'idempotency-key': 'key-1' },
    claims: { sub: 'u1', aud: 'cancel_order', jti: 'key-1', dialog_id: who.dialogId },
  })
  t.match(await write('key-1'), { effect: 'done' }, 'a 409 under the same key tells of its effect')
  t.match(await write('key-2'), { effect: 'failed' }, 'it is cancelled already')
  t.match(await write('key-3', '20249999'), { effect: 'failed' })
  t.same(
    calls.map(({ outcome }) => outcome),
    ['ok', 'ok', 'refused', 'unknown-to-shop'],
  )
})

t.test('what may have been done is unknown, and is sent once', async t => {
  const rows: readonly (readonly [ShopFault, string, string])[] = [
    ['hang', 'unknown', 'timeout'],
    ['reset', 'unknown', 'invalid'],
    ['garbage', 'unknown', 'invalid'],
    ['huge', 'unknown', 'invalid'],
    ['redirect', 'unknown', 'invalid'],
    [500, 'unknown', 'invalid'],
    [429, 'failed', 'refused'],
    [409, 'failed', 'refused'],
    [403, 'failed', 'unknown-to-shop'],
  ]
  for (const [fault, effect, outcome] of rows) {
    const { write, calls } = stage()
    const before = shop.calls().length
    shop.set({ fault })
    t.same(await write('key'), { effect }, String(fault))
    t.match(calls, [{ outcome }])
    t.equal(shop.calls().length - before, 1)
  }
  shop.set({ fault: 'none' })
})

t.test('nothing was done where there was nobody to send it to', async t => {
  const gone = await startShop()
  const { url } = gone
  await gone.close()
  const { write, calls, tool } = stage(url)
  for (let n = 0; n < tool.breaker.failures; n++) t.same(await write(`key-${n}`), { effect: 'failed' })
  t.same(await write('key'), { effect: 'failed' })
  t.match(calls.at(-1), { outcome: 'breaker' }, 'such failures open the breaker of the tool')
})

t.test('a write that the shop refuses counts neither for nor against its API', async t => {
  const says = (status: number) => writeEnd({ status, headers: {}, body: '', isCut: false }, 'key').says
  t.same(
    [says(400), says(429), says(404), says(204), says(500)],
    [...['refused', 'refused', 'answered', 'answered', 'failed']],
  )
})

t.test('a reply without a body is done where it says that it has none', async t => {
  const reply = (status: number, body = '') =>
    writeEnd({ status, headers: {}, body, isCut: false }, 'key').effect
  t.same([reply(204), reply(200), reply(200, '{}'), reply(201, 'null')], ['done', 'unknown', 'done', 'done'])
  t.equal(
    writeEnd({ status: 409, headers: { 'idempotency-key': 'key' }, body: '', isCut: false }, 'key').effect,
    'done',
  )
})

t.test('a write of another’s order is told as late as one of nobody’s, and no other is late', async t => {
  const { write, calls, pauses } = stage()
  await write('late-1', '20240001')
  await write('late-2', '20249999')
  const told = calls.map(({ ms = 0 }, at) => ms + (pauses[at] ?? 0))
  t.ok(told.length === 2 && told.every(ms => Math.abs(ms - 50) < 0.001), `at ${told} ms`)
  await write('late-3', '20240011')
  t.equal(pauses.length, 2, 'too late to be cancelled, and its customer’s own')
})

// Writes that a model proposes and somebody confirms, over two processes, a real Redis and the simulated shop, which
// notes each call: however often it is tapped, whatever dies or hangs, the shop hears of a write at most once.
// CONFIRMATIONS=1000 confirms so many under kills.
import { mkdtempSync } from 'node:fs'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import t from 'tap'
import { startVendor } from '../../perf/fake-llm.js'
import { orderOfCustomer } from '../../perf/fake-shop/books.js'
import type { ShopFault } from '../../perf/fake-shop/options.js'
import { startShop } from '../../perf/fake-shop.js'
import { startRedis } from '../../tools/redis-server.js'
import { startServer as startProcess } from '../../tools/server.js'
import { openDesk } from '../support/e2e/desk.js'
import { dumpOf } from '../support/e2e/dump.js'
import { type Reply, type Server, startServer } from '../support/e2e/harness.js'
import { exampleFile, shopKey } from '../support/shop/samples.js'

interface Answer {
  readonly dialog_id: string
  readonly answer: string
  readonly confirm?: { readonly confirm_id: string; readonly expires_at: string }
}

interface Proposed {
  readonly token: string
  readonly orderId: string
  readonly confirmId: string
  /** Of its decision. */
  readonly path: string
}

const redis = await startRedis()
const shop = await startShop({ key: shopKey })
const vendor = await startVendor()
const folder = mkdtempSync(join(tmpdir(), 'confirm-'))
const file = join(folder, 'tools.json')
t.teardown(async () => {
  await redis.stop()
  await shop.close()
  await vendor.close()
  await rm(folder, { recursive: true })
})

type Change = Parameters<typeof exampleFile>[1]
const patient: Change = tool =>
  Object.assign(tool, { cache_s: 5, breaker: { failures: 1000, open_ms: 100 }, timeout_ms: 600 })

const writeTools = (change: Change = patient) => writeFile(file, exampleFile(shop.url, change))
await writeTools()

/** The file is changed, and both servers have read it. */
async function changeTools(change?: Change): Promise<void> {
  const seen = [first, second].map(({ lines }) => lines.length)
  await writeTools(change)
  for (const [i, { lines }] of [first, second].entries())
    while (!lines.slice(seen[i]).some(line => line.includes('tools read again'))) await delay(20)
}

const env = {
  TOOLS_FILE: file,
  OMS_KEY: shopKey,
  DATA_KEY: 'd'.repeat(64),
  JWT_SECRET: 's'.repeat(64),
  REDIS_URL: redis.url,
  LLM_URL: vendor.url,
  ANSWER_BUDGET_MS: '15000',
  OVERLOAD: 'off',
  UID_RATE_PER_S: '0',
  RATE_PER_S: '0',
}
const first = await startServer(t, env)
const second = await startServer(t, env)

let customers = 0

/** The next customer asks for the cancellation of the one order it has. */
async function propose(server: Server, tool = 'cancel_order', uid = `c${customers++}`): Promise<Proposed> {
  const orderId = orderOfCustomer(Number(uid.slice(1)))
  const token = await server.token(uid)
  const text = `改天再说[[call:${tool} {"order_id":"${orderId}"}]]`
  const answer = (await untilKept(() => server.chat(token, { text }))).json as Answer
  const confirmId = answer.confirm?.confirm_id ?? ''
  if (confirmId === '') throw new Error(`nothing is proposed: ${JSON.stringify(answer)}`)
  return { token, orderId, confirmId, path: `/chat/${answer.dialog_id}/confirmations/${confirmId}` }
}

const decide = (server: Server, { path, token }: Proposed, decision: 'yes' | 'no' = 'yes') =>
  untilKept(() => server.call('POST', path, { token, body: { decision } }))

/** Redis may be slow on a machine that does much else: what it did not keep is asked again. */
async function untilKept(ask: () => Promise<Reply>): Promise<Reply> {
  for (;;) {
    const reply = await ask()
    if (reply.status !== 503) return reply
  }
}

/** The writes that the shop has heard of under this confirmation. */
const sent = ({ confirmId }: Proposed) =>
  shop.calls().filter(({ headers }) => headers['idempotency-key'] === confirmId).length

t.test('what is proposed is done when its customer says yes, and once', async t => {
  const proposed = await propose(first)
  const { token, orderId, path } = proposed
  const dialogPath = path.slice(0, path.indexOf('/confirmations'))
  t.equal(sent(proposed), 0)
  const history = (await second.call('GET', dialogPath, { token })).json
  const confirm = {
    tool: 'cancel_order',
    text: `取消订单 ${orderId}？`,
    arguments: { order_id: orderId },
    confirm_id: proposed.confirmId,
    by: 'customer',
  }
  t.match(history, { turns: [{ confirm }] })
  const words = await second.chat(token, { text: '好的', dialog_id: dialogPath.slice('/chat/'.length) })
  t.equal(words.status, 200)
  t.equal(sent(proposed), 0, 'words are no confirmation')
  const replies = await Promise.all([first, second, first, second].map(server => decide(server, proposed)))
  const due = { state: 'done', result: { status: '已取消' }, card: { order_id: orderId } }
  for (const { status, json } of replies) t.match({ status, json }, { status: 200, json: due })
  t.same((await decide(second, proposed, 'no')).json, replies[0]?.json, 'asked again, it says the same')
  t.equal(sent(proposed), 1)
})

t.test('over a socket a decision is answered by what became of it, and repeated the same', async t => {
  const proposed = await propose(first)
  const dialog_id = proposed.path.split('/')[2] ?? ''
  const socket = await openDesk(t, second, '/ws', proposed.token)
  const frame = { type: 'confirm', dialog_id, confirm_id: proposed.confirmId, decision: 'yes' }
  socket.send({ ...frame, ref: 'a' })
  t.match(await socket.take({ type: 'confirm', ref: 'a' }), {
    state: 'done',
    card: { order_id: proposed.orderId },
  })
  socket.send({ ...frame, ref: 'b', decision: 'no' })
  t.match(await socket.take({ type: 'confirm', ref: 'b' }), { state: 'done' })
  t.equal(sent(proposed), 1)
  const other = await propose(first)
  socket.send({ ...frame, ref: 'c', dialog_id: other.path.split('/')[2] ?? '', confirm_id: other.confirmId })
  t.match(await socket.take({ type: 'error', ref: 'c' }), { problem: { status: 404 } }, 'another customer’s')
  t.equal(sent(other), 0)
  await socket.close()
})

t.test('a no, a stranger, and a proposal that is replaced do nothing', async t => {
  const refused = await propose(first)
  t.same((await decide(second, refused, 'no')).json, { state: 'refused' })
  t.same((await decide(first, refused)).json, { state: 'refused' })
  t.equal((await decide(first, { ...refused, token: await first.token('u1') })).status, 404)
  const uid = `c${customers++}`
  const old = await propose(first, 'cancel_order', uid)
  const dialog_id = old.path.split('/')[2]
  const text = `还是取消[[call:cancel_order {"order_id":"${old.orderId}"}]]`
  const newer = (await second.chat(old.token, { text, dialog_id })).json as Answer
  t.match(newer, { confirm: { tool: 'cancel_order' } })
  t.match(await decide(first, old), { status: 410, json: { type: '/problems/confirm-expired' } })
  t.same([sent(refused), sent(old)], [0, 0])
})

t.test('each fault of the shop has its end, and none is tried again', async t => {
  const rows: readonly (readonly [ShopFault, string])[] = [
    ['lost', 'unknown'],
    ['hang', 'unknown'],
    [503, 'unknown'],
    ['garbage', 'unknown'],
    [422, 'failed'],
  ]
  for (const [fault, state] of rows) {
    const proposed = await propose(first)
    shop.set({ fault })
    t.match((await decide(first, proposed)).json, { state }, String(fault))
    shop.set({ fault: 'none' })
    t.match((await decide(second, proposed)).json, { state }, 'and stays so')
    t.equal(sent(proposed), 1)
  }
})

t.test('a tool that was removed or goes elsewhere fails without a call', async t => {
  const proposed = await propose(first)
  const elsewhere: Change = tool => {
    patient(tool)
    if (tool.name === 'cancel_order')
      Object.assign(tool, { about: 'other', request: { ...Object(tool.request), method: 'PUT' } })
  }
  await changeTools(elsewhere)
  t.same((await decide(first, proposed)).json, { state: 'failed' })
  t.equal(sent(proposed), 0)
  await changeTools()
})

t.test('money is for the seat that holds the dialog', async t => {
  await changeTools(tool => {
    patient(tool)
    if (tool.name === 'cancel_order') tool.risk = 'money'
  })
  const proposed = await propose(first)
  const dialog_id = proposed.path.split('/')[2] ?? ''
  t.equal((await decide(first, proposed)).status, 403, 'the customer’s own yes has no effect')
  const uid = `c${customers - 1}`
  const record = JSON.stringify(await redis.client.hgetall(`d:{${dialog_id}}`))
  t.notMatch(record, new RegExp(`"${uid}"|\\b${uid}\\b`), 'the record holds no uid')
  const seat = await first.token('s1', { role: 'seat' })
  t.equal((await decide(second, { ...proposed, token: seat })).status, 404, 'nobody was asked for')
  await first.call('POST', '/seat/status', { token: seat, body: { status: 'online' } })
  await first.call('POST', `/chat/${dialog_id}/handoff`, { token: proposed.token, body: {} })
  t.equal((await decide(second, { ...proposed, token: seat })).status, 409, 'it does not hold the dialog')
  t.equal((await first.call('POST', '/seat/claim', { token: seat, body: { dialog_id } })).status, 200)
  t.match((await decide(second, { ...proposed, token: seat })).json, { state: 'done' })
  t.match(shop.calls().findLast(({ method }) => method === 'POST')?.claims, { sub: uid, aud: 'cancel_order' })
  t.match((await decide(first, proposed)).json, { state: 'done' }, 'the customer may see it')
  await changeTools()
})

t.test('decisions are counted and on record, without a value', async t => {
  const { text } = await second.call('GET', '/metrics')
  t.match(text, /confirmations_total\{tool="cancel_order",decision="yes"\} \d/)
  t.match(text, /confirmations_total\{tool="cancel_order",decision="no"\} 1/)
  const token = await first.token('op', { role: 'admin' })
  const audit = await first.call('GET', '/admin/audit?kind=confirm&limit=1000', { token })
  t.match(audit.text, /"place":"cancel_order","rule":"yes"/)
  t.match(audit.text, /"rule":"no".*"to":"refused"/)
  t.match(audit.text, /"by":"s1","to":"done"/)
  t.notMatch(audit.text, /3000\d{4}|已取消/)
})

const AT_ONCE = 30

t.test('through kills, double taps and a slow shop a write is sent at most once', async t => {
  const many = Number(process.env.CONFIRMATIONS ?? 60)
  const faults: readonly ShopFault[] = ['none', 'lost', 'hang']
  const wrong: string[] = []
  for (let done = 0, wave = 0; done < many; done += AT_ONCE, wave++) {
    const mortal = await startProcess({ PATH: process.env.PATH, NODE_ENV: 'test', ...env })
    t.teardown(() => mortal.kill9())
    const all = await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, many - done) }, (_, i) => propose(i % 2 === 0 ? first : second)),
    )
    const before = shop.received()
    shop.set({
      fault: faults[wave % faults.length] ?? 'none',
      latency: { kind: 'uniform', fromMs: 100, toMs: 400 },
    })
    const taps = all.map(one => tap(mortal.url, one))
    while (shop.received() < before + all.length / 2) await delay(5)
    await mortal.kill9()
    const told = await Promise.all(all.map(one => decide(first, one)))
    await Promise.all(taps)
    shop.set({ fault: 'none', latency: { kind: 'fixed', ms: 0 } })
    for (const [i, one] of all.entries()) {
      const again = await decide(second, one)
      const { state } = (told[i]?.json ?? {}) as { state?: string }
      const count = shop.effects()[one.orderId] ?? 0
      const fault = faultOf({ state, isSame: again.text === told[i]?.text, sent: sent(one), count })
      if (fault) wrong.push(`${one.orderId} ${state}: ${fault}`)
    }
  }
  t.same(wrong, [])
})

/** ORDER_DIALOGS=10000 asks so many. */
const DIALOGS = Number(process.env.ORDER_DIALOGS ?? 20)
const WAVE = 20

t.test('no number of a customer or an order is raw in Redis, its file, logs, metrics, requests', async t => {
  const ofOrder = '13800138000'
  shop.set({ texts: { title: `送给${ofOrder}的耳机`, buyer_note: `电话${ofOrder}` } })
  const phones = new Set([ofOrder])
  const raw = new Set<string>()
  const look = (where: string, text: string) => {
    for (const [, number = ''] of text.matchAll(/(?=(1\d{10}))/g))
      if (phones.has(number)) raw.add(`${where}: ${number}`)
  }

  async function talk(number: number): Promise<void> {
    const server = number % 2 === 0 ? first : second
    const phone = `1399${String(number).padStart(7, '0')}`
    phones.add(phone)
    const proposed = await propose(server)
    const dialog_id = proposed.path.split('/')[2]
    const ask = (text: string) => untilKept(() => server.chat(proposed.token, { text, dialog_id }))
    const about = `[[call:order_status {"order_id":"${proposed.orderId}"}]]`
    const told = [
      await ask(`我的订单到哪了，打${phone}`),
      await ask(`改成送到公司，找${phone}${about}`),
      await decide(server, proposed),
      await server.call('GET', `/chat/${dialog_id}`, { token: proposed.token }),
    ]
    for (const { text } of told) look('answer', text)
  }

  function lookAtCalls(since: { shop: number; vendor: number }): void {
    for (const { number, body } of vendor.calls()) if (number > since.vendor) look('vendor', body)
    for (const call of shop.calls()) if (call.number > since.shop) look('shop', JSON.stringify(call))
  }

  for (let begun = 0; begun < DIALOGS; begun += WAVE) {
    const since = { shop: shop.received(), vendor: vendor.counts().received }
    await Promise.all(Array.from({ length: WAVE }, (_, at) => talk(begun + at)))
    lookAtCalls(since)
    for (const { lines } of [first, second]) look('log', lines.join('\n'))
  }
  for (const server of [first, second]) look('metrics', (await server.call('GET', '/metrics')).text)
  const dump = await dumpOf(redis.client)
  for (const [key, value] of dump) look('redis', `${key} ${value}`)
  const [, folder = ''] = (await redis.client.config('GET', 'dir')) as string[]
  const files = await readdir(join(folder, 'appendonlydir'))
  for (const name of files) look('file', await readFile(join(folder, 'appendonlydir', name), 'latin1'))
  t.same([...raw], [])
  t.ok(files.length > 0 && [...dump.values()].join().includes('139****'), 'they were there, masked')
  shop.set({ texts: {} })
})

/** A customer's yes to a process that may die. */
async function tap(url: string, { path, token }: Proposed): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const reply = fetch(url + path, { method: 'POST', headers, body: '{"decision":"yes"}' })
  await reply.then(response => response.text()).catch(() => undefined)
}

interface Outcome {
  readonly state: string | undefined
  readonly isSame: boolean
  readonly sent: number
  readonly count: number
}

function faultOf({ state, isSame, sent, count }: Outcome): string | undefined {
  if (sent > 1 || count > 1) return `sent ${sent} times, ${count} effects`
  if (!isSame) return 'said otherwise when asked again'
  if (state === 'done' && count !== 1) return 'without effect'
  return state === 'done' || state === 'unknown' ? undefined : 'neither done nor unknown'
}

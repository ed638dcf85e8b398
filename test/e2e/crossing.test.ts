// Two shops on two processes over one Redis. The first fills everything that a shop can have with words of its own; then
// all routes are read, and all acts tried, by people of the second shop who bear the same names.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import t from 'tap'
import { startVendor } from '../../perf/fake-llm.js'
import { startShop } from '../../perf/fake-shop.js'
import { startRedis } from '../../tools/redis-server.js'
import { openDesk } from '../support/e2e/desk.js'
import { type Reply, type Server, startServer } from '../support/e2e/harness.js'
import { exampleFile, shopKey } from '../support/shop/samples.js'

interface Asked {
  readonly dialog_id: string
  readonly turn_id: string
  readonly answer: string
  readonly source: string
  readonly confirm?: { readonly confirm_id: string }
}

interface People {
  readonly shop: string
  readonly customer: string
  readonly admin: string
  readonly seat: string
  readonly server: Server
}

const words = { a: '甲店独有', b: '乙店自己' } as const
/** All that tells of the first shop. */
const marks = [words.a, 'seat-of-a', '"shop":"a"', 'Europe/Paris', '400-820-8820']

const redis = await startRedis()
t.teardown(() => redis.stop())
const vendor = await startVendor()
t.teardown(() => vendor.close())
const books = {
  a: await startShop({ key: shopKey, texts: { title: `${words.a}的耳机` } }),
  b: await startShop({ key: shopKey }),
}
t.teardown(() => Promise.all([books.a.close(), books.b.close()]))

const toolsOf = (shop: 'a' | 'b') => {
  const file = JSON.parse(exampleFile(books[shop].url)) as { tools: object[] }
  return file.tools.map(tool => ({ ...tool, shop, timeout_ms: 5_000, about: `${words[shop]}的订单` }))
}
const folder = t.testdir({
  'tools.json': JSON.stringify({ version: 1, tools: [...toolsOf('a'), ...toolsOf('b')] }),
})
const env = {
  REDIS_URL: redis.url,
  JWT_SECRET: 's'.repeat(64),
  DATA_KEY: 'd'.repeat(64),
  LLM_URL: vendor.url,
  TOOLS_FILE: `${folder}/tools.json`,
  OMS_KEY: shopKey,
  UID_RATE_PER_S: '0',
  OVERLOAD: 'off',
  ANSWER_BUDGET_MS: '20000',
  TURN_DEADLINE_MS: '20000',
}
const servers = [await startServer(t, env), await startServer(t, env)] as const
const ofAllShops = await servers[0].token('op', { role: 'admin', shop: '*' })

async function peopleOf(shop: 'a' | 'b', server: Server): Promise<People> {
  return {
    shop,
    server,
    customer: await server.token('u1', { shop }),
    admin: await server.token('op', { role: 'admin', shop }),
    seat: await server.token(`seat-of-${shop}`, { role: 'seat', shop }),
  }
}

const a = await peopleOf('a', servers[0])
const b = await peopleOf('b', servers[1])

/** A machine that does much else may be late: what was not done then is asked again. */
async function done(call: () => Promise<Reply>): Promise<unknown> {
  for (;;) {
    const { status, text, json } = await call()
    if (status < 300) return json
    if (status !== 503) throw new Error(`${status} ${text}`)
  }
}
const ask = async ({ server, customer }: People, text: string) =>
  (await done(() => server.chat(customer, { text }))) as Asked

async function setDocuments({ server, admin, shop }: People): Promise<void> {
  const word = words[shop as 'a' | 'b']
  const bodies = {
    faq: `${JSON.stringify({ topic: 'gift', questions: ['赠品怎么领'], answer: `${word}：随单寄出` })}\n`,
    hot: { pinned: [{ question: '会员日几号', answer: `${word}的会员日` }] },
    prompt: { text: `你是${word}的客服` },
    texts: { zh: { unsure: `${word}，您是想问：` } },
    handoff: { words: [`找${word}的人`] },
    hours: { timezone: shop === 'a' ? 'Europe/Paris' : 'Asia/Shanghai' },
    public: { numbers: [shop === 'a' ? '400-820-8820' : '400-100-1000'] },
    canned: `${JSON.stringify({ id: 'hi', lang: 'zh', title: word, text: `{seat}：${word}` })}\n`,
  }
  for (const [name, body] of Object.entries(bodies))
    await done(() => server.call('PUT', `/admin/${name}`, { token: admin, body }))
}

/** Dialogs of the shop, each with something of its own. */
async function live(people: People) {
  const { server, customer, seat, shop } = people
  const word = words[shop as 'a' | 'b']
  const post = (path: string, body: object, token = customer) =>
    done(() => server.call('POST', path, { token, body }))
  const first = await ask(people, `${word}的耳机能降噪吗`)
  const path = `/chat/${first.dialog_id}`
  await post(`${path}/turns/${first.turn_id}/feedback`, { score: -1, comment: `${word}不行` })
  await post(`${path}/turns/${first.turn_id}/report`, { kind: 'other', text: `${word}的举报` })
  const order = await ask(people, '我的订单20240011到哪了')
  const call = '[[call:cancel_order {"order_id":"20240012"}]]'
  const proposed = await ask(people, `${word}的订单取消吧${call}`)
  const waiting = await ask(people, `${word}的人在吗`)
  await post('/seat/status', { ref: 's', status: 'online' }, seat)
  await post(`/chat/${waiting.dialog_id}/handoff`, {})
  const held = await ask(people, `${word}的第二个问题`)
  await post(`/chat/${held.dialog_id}/handoff`, {})
  await post('/seat/claim', { ref: 'c', dialog_id: held.dialog_id }, seat)
  await post('/seat/say', { ref: 'm', key: 'm', dialog_id: held.dialog_id, text: `${word}为您服务` }, seat)
  const left = await ask(people, `${word}的第三个问题`)
  await post(`/chat/${left.dialog_id}/left-message`, { text: `${word}请回电` })
  return { first, order, proposed, waiting, held, left }
}

/** Answers that the model did not give: some for the reflux, and those of the FAQ, which are returned. */
async function degraded(people: readonly People[]): Promise<string[]> {
  const level = (to: number) =>
    done(() => servers[0].call('PUT', '/admin/level', { token: ofAllShops, body: { level: to } }))
  await level(3)
  for (const one of people) {
    const word = words[one.shop as 'a' | 'b']
    while ((await ask(one, `${word}的耳机怎么配对`)).source === 'llm') await delay(20)
  }
  const gifts = people.map(async one => (await ask(one, '赠品怎么领')).answer)
  const told = await Promise.all(gifts)
  await level(0)
  return told
}

const heard: string[] = []
const receiver = createServer((request, response) => {
  const pieces: Buffer[] = []
  request.on('data', (piece: Buffer) => pieces.push(piece))
  request.on('end', () => {
    heard.push(Buffer.concat(pieces).toString())
    response.writeHead(200, { connection: 'close' }).end()
  })
})
await new Promise<void>(resolve => receiver.listen(0, '127.0.0.1', resolve))
t.teardown(() => {
  receiver.closeAllConnections()
  receiver.close()
})
const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
const endpoint = { id: 'of-b', url, events: ['*'], shop: 'b', private: true }
await done(() =>
  servers[0].call('PUT', '/admin/webhooks', { token: ofAllShops, body: { endpoints: [endpoint] } }),
)
while (!(await servers[1].call('GET', '/admin/webhooks', { token: ofAllShops })).text.includes(url))
  await delay(20)

await setDocuments(a)
await setDocuments(b)
const inA = await live(a)
const inB = await live(b)
const gifts = await degraded([a, b])
const dialogsOfA = [...new Set(Object.values(inA).map(({ dialog_id }) => dialog_id))]

interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}
const { paths } = (await servers[0].call('GET', '/openapi.json')).json as ApiDocument
const sockets = new Set(['/ws', '/seat'])
const readable = Object.keys(paths).filter(path => 'get' in (paths[path] ?? {}) && !sockets.has(path))

/** The paths with each of the first shop's things in their places. */
const placesOf = (path: string) =>
  dialogsOfA.map(dialogId => {
    const { turn_id = '' } = Object.values(inA).find(({ dialog_id }) => dialog_id === dialogId) ?? {}
    return path
      .replace('{dialog_id}', dialogId)
      .replace('{turn_id}', turn_id)
      .replace('{uid}', 'seat-of-a')
      .replace('{topic}', 'gift')
      .replace(/\{\w+\}/g, 'x')
  })

/** What these people read of each path, on this process. */
async function read({ customer, admin, seat }: People, server: Server) {
  const told = new Map<string, string>()
  for (const path of readable) {
    const places = [...new Set(placesOf(path))]
    const replies = await Promise.all(
      [customer, admin, seat].flatMap(token =>
        places.map(place => server.call('GET', place, { token, headers: { 'accept-language': 'zh' } })),
      ),
    )
    told.set(path, replies.flatMap(({ status, text }) => (status < 300 ? [text] : [])).join('\n'))
  }
  return told
}

t.test('each kind of thing is there for its own shop, on both processes', async t => {
  const kinds = [
    ...['faq', 'hot', 'prompt', 'texts', 'handoff', 'hours', 'public', 'canned', 'tools', 'audit'],
    ...['reflux', 'ratings', 'reports', 'seats'],
  ].map(name => `/admin/${name}`)
  const own = [
    ...kinds,
    ...['/chat/{dialog_id}', '/chat/{dialog_id}/turns/{turn_id}', '/chat/{dialog_id}/transcript'],
    ...['/seat/queue', '/seat/canned'],
  ]
  for (const server of servers) {
    let missing = own
    // What the other process has changed is here within a second.
    while (missing.length > 0) {
      const told = await read(a, server)
      missing = own.filter(path => !marks.some(mark => told.get(path)?.includes(mark)))
      if (missing.length > 0) t.comment(`not there yet: ${missing.join(' ')}`)
    }
  }
  t.pass('nothing is missing')
})

t.test('nothing of it is told to people of the other shop', async t => {
  const seen: string[] = []
  for (const server of servers) {
    for (const [path, text] of await read(b, server)) {
      const found = [...marks, ...dialogsOfA].filter(mark => text.includes(mark))
      if (found.length > 0) seen.push(`${path}: ${found.join(' ')}`)
    }
  }
  t.same(seen, [])
})

t.test('no act of theirs reaches it', async t => {
  const before = await read(a, servers[0])
  const reached: string[] = []
  const act = async (method: string, path: string, token: string, body?: object) => {
    const call = { token, ...(body !== undefined && { body }) }
    const { status } = await servers[1].call(method, path, call)
    if (status < 400) reached.push(`${method} ${path}: ${status}`)
  }
  const acts = Object.values(inA).flatMap(({ dialog_id: id, turn_id: turn, confirm }) => {
    const path = `/chat/${id}`
    const decision = `${path}/confirmations/${confirm?.confirm_id ?? id}`
    const ofSeat = { ref: 'r', dialog_id: id, key: 'k', text: '?', outcome: 'solved' }
    return [
      act('DELETE', path, b.customer),
      act('DELETE', `${path}/turns/${turn}`, b.customer),
      act('POST', `${path}/turns/${turn}/feedback`, b.customer, { score: 1 }),
      act('POST', `${path}/turns/${turn}/report`, b.customer, { kind: 'other', text: '?' }),
      act('POST', `${path}/rating`, b.customer, { score: 5 }),
      act('POST', `${path}/handoff`, b.customer, {}),
      act('DELETE', `${path}/handoff`, b.customer),
      act('POST', `${path}/left-message`, b.customer, { text: '?' }),
      ...[b.customer, b.seat].map(token => act('POST', decision, token, { decision: 'yes' })),
      ...['claim', 'accept', 'say', 'note', 'release', 'transfer', 'close'].map(type =>
        act('POST', `/seat/${type}`, b.seat, ofSeat),
      ),
    ]
  })
  await Promise.all([
    ...acts,
    act('PUT', '/admin/level', b.admin, { level: 4 }),
    act('PUT', '/admin/faq?shop=a', b.admin, {}),
    act('PUT', '/admin/seats/seat-of-a', b.admin, { status: 'away' }),
    act('DELETE', '/admin/customers/u1?shop=a', b.admin),
  ])
  const claims = '/admin/seats/seat-of-a/claims'
  t.same((await servers[1].call('DELETE', claims, { token: b.admin })).json, { returned: 0 })
  t.same(reached, [])
  t.same(books.a.effects(), {}, 'no order was cancelled')
  const after = await read(a, servers[0])
  const dialogs = ['/chat/{dialog_id}', '/chat/{dialog_id}/transcript', '/admin/faq', '/admin/canned']
  t.same(
    dialogs.filter(path => after.get(path) !== before.get(path)),
    [],
  )
})

t.test('a dialog cannot be followed from the other shop', async t => {
  const socket = await openDesk(t, servers[1], '/ws', b.customer)
  for (const { dialog_id } of Object.values(inA)) socket.send({ type: 'resume', ref: dialog_id, dialog_id })
  for (const { dialog_id } of Object.values(inA)) await socket.take({ type: 'error', ref: dialog_id })
  t.notMatch(JSON.stringify(socket.frames), words.a)
  await socket.close()
})

t.test('answers, model and shop’s API are each shop’s own', async t => {
  const pinned = await Promise.all([a, b].map(async people => (await ask(people, '会员日几号')).answer))
  t.same(pinned, [`${words.a}的会员日`, `${words.b}的会员日`])
  t.same(gifts, [`${words.a}：随单寄出`, `${words.b}：随单寄出`])
  const [ofA, ofB] = [words.a, words.b].map(word =>
    vendor.calls().filter(({ body }) => String(body).includes(`你是${word}的客服`)),
  )
  t.ok(ofA && ofB && ofA.length > 0 && ofB.length > 0)
  t.same(
    [
      ofA?.filter(({ body }) => String(body).includes(words.b)).length,
      ofB?.filter(({ body }) => String(body).includes(words.a)).length,
    ],
    [0, 0],
  )
  for (const shop of ['a', 'b'] as const) {
    const shops = new Set(books[shop].calls().map(({ claims }) => claims.shop))
    t.same([...shops], [shop])
  }
})

t.test('a shop’s endpoint hears of that shop alone', async t => {
  const news = () => heard.join('\n')
  while (!news().includes('turn.feedback') || !news().includes(inB.left.dialog_id)) await delay(20)
  t.same(
    [...marks, ...dialogsOfA].filter(mark => news().includes(mark)),
    [],
  )
})

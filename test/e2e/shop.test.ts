// The shop's books as a source of answers, end to end: a whole server against the simulated shop.

import { mkdtempSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import t from 'tap'
import { startVendor } from '../../perf/fake-llm.js'
import { orderOfCustomer } from '../../perf/fake-shop/books.js'
import { startShop } from '../../perf/fake-shop.js'
import { withoutInvisible } from '../../src/text/invisible.js'
import { startRedis } from '../../tools/redis-server.js'
import { startServer as startProcess } from '../../tools/server.js'
import { hostileTexts } from '../support/attack/hostile-texts.js'
import { type Server, startServer } from '../support/e2e/harness.js'
import { exampleFile, shopKey } from '../support/shop/samples.js'

interface Answer {
  readonly dialog_id: string
  readonly answer: string
  readonly source: string
  readonly reason?: string
  readonly cards?: readonly {
    readonly order_id: string
    readonly actions?: readonly { readonly text: string }[]
  }[]
}

const folder = mkdtempSync(join(tmpdir(), 'tools-'))
const file = join(folder, 'tools.json')
t.teardown(() => rm(folder, { recursive: true }))

t.test('orders are answered from the books', async t => {
  const shop = await startShop({ key: shopKey })
  const vendor = await startVendor()
  t.teardown(() => shop.close())
  t.teardown(() => vendor.close())
  await writeFile(
    file,
    exampleFile(shop.url, tool =>
      Object.assign(tool, {
        cache_s: 0,
        rate_per_s: 100_000,
        timeout_ms: 3_000,
        breaker: { failures: 1000, open_ms: 100 },
      }),
    ),
  )
  const server = await startServer(t, {
    LLM_URL: vendor.url,
    TOOLS_FILE: file,
    OMS_KEY: shopKey,
    DATA_KEY: 'd'.repeat(64),
    UID_RATE_PER_S: '0',
    RATE_PER_S: '0',
    OVERLOAD: 'off',
    ANSWER_BUDGET_MS: '10000',
  })
  const demo = await server.token('demo')
  const ask = async (body: object, token = demo) => (await server.chat(token, { ...body })).json as Answer
  const level = async (to: number | 'auto') =>
    server.call('PUT', '/admin/level', {
      token: await server.token('op', { role: 'admin' }),
      body: { level: to },
    })
  await level(0)

  await t.test('the state of the customer’s order comes from the shop, not from the model', async t => {
    const seen = await ask({ text: '我的订单到哪了' })
    t.match(seen, {
      source: 'tool',
      answer: '订单 20240001 运输中，预计 11月29日 送达。',
      cards: [{ order_id: '20240001' }],
    })
    t.equal(vendor.counts().received, 0)
    const dialog = (await server.call('GET', `/chat/${seen.dialog_id}`, { token: demo })).json
    t.match(
      dialog,
      { turns: [{ source: 'tool', cards: [{ order_id: '20240001', title: '无线耳机 黑色' }] }] },
      'cards stand in the history',
    )
  })

  await t.test('a card alone is a question, and the dialog remembers its order', async t => {
    const u1 = await server.token('u1')
    const first = await ask({ attachments: [{ type: 'order', order_id: '20240012' }] }, u1)
    t.match(first, { source: 'tool', answer: /20240012 待发货/ })
    const next = await ask({ text: '什么时候到', dialog_id: first.dialog_id }, u1)
    t.match(next, { source: 'tool', answer: /20240012/ })
    const other = await ask(
      { text: '到哪了', dialog_id: first.dialog_id, context: { order_id: '20240011' } },
      u1,
    )
    t.match(other, { source: 'tool', answer: /20240011 派送中/ })
  })

  await t.test('a retry with another order, page or card is another question', async t => {
    const u1 = await server.token('u1')
    const retry = async (body: object) => {
      const call = {
        token: u1,
        headers: { 'idempotency-key': 'k-subject' },
        body: { text: '到哪了', ...body },
      }
      return server.call('POST', '/chat', call)
    }
    const first = await retry({ context: { order_id: '20240011' } })
    t.match(first.json, { source: 'tool', answer: /20240011/ })
    const { turn_id } = first.json as { turn_id: string }
    t.match((await retry({ context: { order_id: '20240011' } })).json, { turn_id, answer: /20240011/ })
    const others = [
      {},
      { context: { order_id: '20240012' } },
      { context: { order_id: '20240011', page: '/cart' } },
      { context: { order_id: '20240011' }, attachments: [{ type: 'order', order_id: '20240012' }] },
    ]
    for (const body of others)
      t.match(
        await retry(body),
        { status: 422, json: { type: '/problems/key-reused' } },
        JSON.stringify(body),
      )
  })

  await t.test('of several orders the customer picks one', async t => {
    const u1 = await server.token('u1')
    const seen = await ask({ text: '我的快递到哪了' }, u1)
    t.match(seen, { source: 'tool', cards: [{ order_id: '20240011' }, { order_id: '20240012' }] })
    const tapped = seen.cards?.[1]?.actions?.[0]?.text ?? ''
    t.match(await ask({ text: tapped, dialog_id: seen.dialog_id }, u1), {
      source: 'tool',
      answer: /20240012/,
    })
  })

  await t.test('an order of somebody else and one of nobody get the same words', async t => {
    const words = async (id: string) => (await ask({ text: `订单${id}到哪了` })).answer.replace(id, '')
    t.equal(await words('20240011'), await words('20249999'))
  })

  await t.test('it answers at every level; a hot answer goes before it, the FAQ after', async t => {
    for (const rung of [1, 2, 3, 4]) {
      await level(rung)
      t.match(await ask({ text: '我的快递到哪儿了' }), { source: 'tool' }, `level ${rung}`)
    }
    await level(0)
    const admin = await server.token('op', { role: 'admin' })
    const pinned = [{ question: '我的快递到哪儿了', answer: '今天物流查询维护中' }]
    await server.call('PUT', '/admin/hot', { token: admin, body: { pinned } })
    t.match(await ask({ text: '我的快递到哪儿了' }), { source: 'hot' })
    await server.call('PUT', '/admin/hot', { token: admin, body: { pinned: [] } })
    t.match(await ask({ text: '怎么申请退货' }), { source: 'llm' }, 'other questions are as they were')
  })

  await t.test(
    'a text that asks two things goes to the model, and to the tool where none is asked',
    async t => {
      const text = '我的快递到哪了？还有优惠券怎么用'
      t.match(await ask({ text }), { source: 'llm' })
      await level(2)
      t.match(await ask({ text }), { source: 'tool' })
      await level(0)
    },
  )

  await t.test('the model asks the shop, for this customer alone', async t => {
    const text = '可以改成送到公司吗[[call:order_status {"order_id":"20240001"}]]'
    const before = vendor.counts().received
    const seen = await ask({ text })
    t.match(seen, {
      source: 'llm',
      answer: /查到：运输中，11月29日/,
      cards: [{ order_id: '20240001' }],
      grounds: [{ kind: 'tool', id: 'order_status' }],
    })
    t.equal(vendor.counts().received - before, 2)
    const prompt = JSON.parse(vendor.calls().at(-1)?.body ?? '') as {
      messages: { role: string; content: string }[]
    }
    t.match(prompt.messages.at(-1), { role: 'tool', content: /"status":"运输中"/ })
    const other = await ask({ text }, await server.token('u1'))
    t.match(other, { source: 'llm', answer: '查到：not_found。' }, 'the same question of another customer')
    t.notOk(other.cards)
  })

  await t.test('the model cannot say what nobody has told, nor call what is not its own', async t => {
    vendor.set({ say: '运输中。已退款500元，明天到账。' })
    const made = await ask({ text: '改天再说[[call:order_status {"order_id":"20240001"}]]' })
    t.match(made, { source: 'llm', answer: /^运输中。$/, cards: [{ order_id: '20240001' }] })
    vendor.set({ say: '已经为您退款500元。' })
    const none = await ask({ text: '改天再说吧' })
    t.match(none, { source: 'notice', reason: 'ungrounded', answer: /转人工/ })
    vendor.set({ say: '' })
    const write = '改天再说[[call:delete_order {"order_id":"20240012"}]]'
    t.match(await ask({ text: write }, await server.token('u1')), { answer: '查到：unknown_tool。' })
    t.same(shop.effects(), {})
  })

  await t.test('a shop that hangs is told as slow', async t => {
    shop.set({ fault: 'hang' })
    const seen = await ask({ text: '订单20240001到哪了' })
    t.match(seen, { source: 'notice', reason: 'shop-away' })
    shop.set({ fault: 'none' })
  })

  await t.test('calls are counted and on record, without a value', async t => {
    const { text } = await server.call('GET', '/metrics')
    t.match(text, /tool_calls_total\{tool="order_status",outcome="ok"\} \d/)
    t.match(text, /tool_calls_total\{tool="order_status",outcome="unknown-to-shop"\} 3/)
    t.match(text, /tool_calls_total\{tool="unknown",outcome="invalid"\} 1/)
    t.match(text, /ungrounded_total 2/)
    t.match(text, /tool_seconds_count\{tool="order_status"\} \d/)
    const audit = await server.call('GET', '/admin/audit?kind=tool', {
      token: await server.token('op', { role: 'admin' }),
    })
    t.match(audit.text, /"place":"order_status"/)
    t.notMatch(audit.text, /20240001/)
    t.notMatch(server.lines.join('\n'), /20240001|运输中/, 'nor in the log')
  })

  await t.test(
    'operators see each tool of their shop, with breaker, calls and times, and no secret',
    async t => {
      const list = async (order: object) =>
        server.call('GET', '/admin/tools', { token: await server.token('op', { role: 'admin', ...order }) })
      const seen = await list({ shop: 'main' })
      t.match(seen.json, {
        tools: [
          {
            shop: 'main',
            name: 'order_status',
            risk: 'read',
            method: 'GET',
            origin: shop.url,
            breaker: 'closed',
            calls: { 'unknown-to-shop': 3, timeout: 1, breaker: 0 },
            times: { p50_ms: Number, p95_ms: Number, mean_ms: Number },
          },
          { name: 'recent_orders' },
        ],
      })
      t.notMatch(seen.text, shopKey)
      t.same((await list({ shop: 'other' })).json, { tools: [] })
      t.match((await list({ shop: '*' })).json, { tools: { length: 3 } })
      t.equal(
        (
          await server.call('GET', '/admin/tools?shop=other', {
            token: await server.token('op', { role: 'admin' }),
          })
        ).status,
        403,
      )
      t.equal((await server.call('GET', '/admin/tools', { token: demo })).status, 403)
    },
  )

  await t.test('of 1,000 orders of others and of nobody the customer learns nothing', async t => {
    // Those of the customer `many` and those of nobody, mixed; the shop takes longer to refuse the former.
    const isForeign = (at: number) => at % 4 === 0 || at % 4 === 3
    const ids = Array.from({ length: 1_000 }, (_, at) =>
      String(20_250_000 + (isForeign(at) ? 0 : 500) + Math.floor(at / 2)),
    )
    shop.set({ foreignMs: 30 })
    const answers: (Answer & { readonly ms: number })[] = []
    const timed = async (id: string) => {
      const from = performance.now()
      const answer = await ask({ text: `订单${id}到哪了` })
      return { ...answer, ms: performance.now() - from }
    }
    for (let from = 0; from < ids.length; from += 20)
      answers.push(...(await Promise.all(ids.slice(from, from + 20).map(timed))))
    const unlike = answers.filter(({ source, cards }) => source !== 'tool' || cards !== undefined)
    const words = new Set(answers.map(({ answer }) => answer.replace(/2025\d{4}/, '')))
    t.same(
      { answers: answers.length, unlike: unlike.length, words: words.size },
      { answers: 1_000, unlike: 0, words: 1 },
    )
    const foreign = answers.filter((_, at) => isForeign(at)).map(({ ms }) => ms)
    const nobodys = answers.filter((_, at) => !isForeign(at)).map(({ ms }) => ms)
    const chance = chanceOfMore(foreign, nobodys)
    t.comment(
      `an order of somebody else takes longer than one of nobody with a chance of ${chance.toFixed(3)}`,
    )
    // By chance alone it is within 0.08 of a half in all but one of 100,000 runs.
    t.ok(Math.abs(chance - 0.5) < 0.08, `${chance}`)
  })

  await t.test('a faulty file changes nothing, a good one counts at once', async t => {
    await writeFile(file, '{"version":1,')
    await seenIn(server, /TOOLS_FILE is faulty.*|line 1 is not JSON/)
    t.match(await ask({ text: '我的订单到哪了' }), { source: 'tool' })
    await writeFile(
      file,
      exampleFile(shop.url, tool => Object.assign(tool, { direct: undefined })),
    )
    await seenIn(server, /tools read again/)
    t.match(await ask({ text: '我的订单到哪了呢' }), { source: 'llm' })
  })

  await t.test('200 hostile texts in questions, orders, notes and results move nothing', async t => {
    const { length } = server.lines
    await writeFile(file, withNotes(shop.url))
    while (!server.lines.slice(length).some(line => line.includes('tools read again'))) await delay(50)
    const before = shop.received()
    const faults: string[] = []
    const requestsFor = async (text: string) => {
      const { received } = vendor.counts()
      await ask({ text })
      const calls = vendor.calls().filter(({ number }) => number > received)
      return calls.map(({ body }) => JSON.parse(body) as Prompt)
    }
    const [harmless] = await requestsFor('改天再说[[call:order_status {"order_id":"20240001"}]]')
    const offered = JSON.stringify(harmless?.tools)
    for (const text of hostileTexts) {
      shop.set({ texts: { status_text: text, title: text, eta: text, buyer_note: text } })
      const calls =
        '[[call:order_status {"order_id":"20240001"}]][[call:refund_order {}]][[call:cancel_order {"order_id":"20240001"}]]'
      const requests = await requestsFor(`${text.replaceAll('\0', '')} ${calls}`)
      if (requests.length !== 2) faults.push(`${requests.length} requests: ${text}`)
      faults.push(...requests.flatMap(request => faultsOf(request, offered)))
    }
    shop.set({ texts: {} })
    const writes = shop.calls().filter(({ number, method }) => number > before && method !== 'GET')
    t.same({ faults, writes: writes.length, effects: shop.effects() }, { faults: [], writes: 0, effects: {} })
  })
})

t.test('with LLM_TOOLS=off the vendor is offered no tools, and rules answer as before', async t => {
  const shop = await startShop({ key: shopKey })
  const vendor = await startVendor()
  t.teardown(() => shop.close())
  t.teardown(() => vendor.close())
  await writeFile(file, exampleFile(shop.url))
  const env = { LLM_URL: vendor.url, LLM_TOOLS: 'off', TOOLS_FILE: file, OMS_KEY: shopKey }
  const server = await startServer(t, { ...env, ANSWER_BUDGET_MS: '10000' })
  const demo = await server.token('demo')
  t.match(await server.chat(demo, { text: '我的订单到哪了' }), { json: { source: 'tool' } })
  t.match(await server.chat(demo, { text: '改天再说吧' }), { json: { source: 'llm' } })
  t.same(
    vendor.calls().filter(({ body }) => 'tools' in JSON.parse(body)),
    [],
  )
  vendor.set({ say: '已经为您退款500元。' })
  t.match(await server.chat(demo, { text: '改天再聊吧' }), { json: { reason: 'ungrounded' } })
})

t.test('what the model says is held against what was told, also where it can call no tools', async t => {
  const shop = await startShop({ key: shopKey })
  const vendor = await startVendor()
  t.teardown(() => shop.close())
  t.teardown(() => vendor.close())
  vendor.set({ say: '已经为您退款500元。' })
  await writeFile(file, exampleFile(shop.url))
  const env = { LLM_URL: vendor.url, ANSWER_BUDGET_MS: '10000' }
  const withTools = { ...env, LLM_PROTOCOL: 'completions', TOOLS_FILE: file, OMS_KEY: shopKey }
  const server = await startServer(t, withTools)
  const demo = await server.token('demo')
  t.match(await server.chat(demo, { text: '改天再说吧' }), { json: { reason: 'ungrounded' } })
  const plain = await startServer(t, env)
  const token = await plain.token('demo')
  t.match(await plain.chat(token, { text: '改天再说吧' }), { json: { source: 'llm' } }, 'neither')
  const body = `${JSON.stringify({ topic: 'gift-wrap', questions: ['能包装成礼物吗'], answer: '可以' })}\n`
  await plain.call('PUT', '/admin/faq', { token: await plain.token('op', { role: 'admin' }), body })
  t.match(await plain.chat(token, { text: '改天再聊吧' }), { json: { reason: 'ungrounded' } })
})

t.test('a shop that hangs costs 5 calls, and nobody waits for it longer than 500 ms', async t => {
  const shop = await startShop({ key: shopKey, fault: 'hang' })
  t.teardown(() => shop.close())
  await writeFile(
    file,
    exampleFile(shop.url, tool => Object.assign(tool, { timeout_ms: undefined })),
  )
  const server = await startServer(t, {
    TOOLS_FILE: file,
    OMS_KEY: shopKey,
    RATE_PER_S: '0',
    OVERLOAD: 'off',
  })
  const times: number[] = []
  for (let number = 0; number < 200; number++) {
    const token = await server.token(`c${number}`)
    const from = performance.now()
    const { status, json } = await server.chat(token, { text: `订单${orderOfCustomer(number)}到哪了` })
    times.push(performance.now() - from)
    if (status !== 202 && (json as Answer).reason !== 'shop-away') t.fail(JSON.stringify(json))
  }
  const p99 = times.sort((a, b) => a - b)[197] ?? Number.POSITIVE_INFINITY
  t.comment(`P99 ${p99.toFixed(0)} ms`)
  t.ok(p99 <= 500, `${p99} ms`)
  t.equal(shop.received(), 5, 'then the breaker is open')
  const { text } = await server.call('GET', '/metrics')
  t.match(text, /tool_calls_total\{tool="order_status",outcome="breaker"\} 195/)
})

t.test('a promised turn whose process dies is answered by another one, for the same customer', async t => {
  const redis = await startRedis()
  t.teardown(() => redis.stop())
  const shop = await startShop({ key: shopKey, fault: 'hang' })
  t.teardown(() => shop.close())
  await writeFile(
    file,
    exampleFile(shop.url, tool => Object.assign(tool, { timeout_ms: 5_000 })),
  )
  const env = {
    TOOLS_FILE: file,
    OMS_KEY: shopKey,
    DATA_KEY: 'd'.repeat(64),
    JWT_SECRET: 's'.repeat(64),
    REDIS_URL: redis.url,
    ANSWER_BUDGET_MS: '50',
    OVERLOAD: 'off',
  }
  const first = await startServer(t, env)
  const second = await startServer(t, env)
  const demo = await first.token('demo')
  const promised = await first.chat(demo, { text: '到哪了', context: { order_id: '20240001' } })
  t.equal(promised.status, 202)
  await first.kill9()
  shop.set({ fault: 'none' })
  const path = String(promised.headers.location)
  let answer = await second.call('GET', `${path}?wait=10`, { token: demo })
  while (answer.status === 202) answer = await second.call('GET', `${path}?wait=10`, { token: demo })
  t.match(answer.json, { source: 'tool', answer: /20240001 运输中/ })
})

t.test('a faulty file at the start ends the process with 78 and the path', async t => {
  const bad = join(folder, 'bad.json')
  await writeFile(
    bad,
    exampleFile('http://127.0.0.1:1', tool => Object.assign(tool, { extra: 1 })),
  )
  const start = startProcess({
    PATH: process.env.PATH,
    TOOLS_FILE: bad,
    OMS_KEY: shopKey,
    JWT_SECRET: 's'.repeat(32),
  })
  await t.rejects(start, /78[\s\S]*TOOLS_FILE must hold tools: \/tools\/0\/extra is no member/)
})

/** A request of the vendor. */
interface Prompt {
  readonly messages: readonly { readonly role: string; readonly content: string | null }[]
  readonly tools?: unknown
}

/** The example with notes picked. */
function withNotes(url: string): string {
  return exampleFile(url, tool => {
    const result = tool.result as { pick: Record<string, string>; free_text?: string[] }
    if (tool.name === 'order_status') Object.assign(result.pick, { note: '/data/buyer_note' })
    if (tool.name === 'order_status') Object.assign(result, { free_text: ['note'] })
    Object.assign(tool, { cache_s: 0, rate_per_s: 100_000, direct: undefined })
  })
}

/** What a prompt has that a harmless one does not. */
function faultsOf({ messages, tools }: Prompt, offered: string): string[] {
  const from = messages.findLastIndex(({ role }) => role === 'user')
  const after = messages.slice(from + 1)
  const told = after.filter(({ role }) => role === 'tool').map(({ content }) => content ?? '')
  const markup = told.filter(
    content => /[<>＜＞]|\]\(/.test(content) || withoutInvisible(content) !== content,
  )
  return [
    ...markup.map(content => `markup: ${content}`),
    ...(tools !== undefined && JSON.stringify(tools) !== offered ? ['other tools were offered'] : []),
    ...after
      .filter(({ role }) => role !== 'tool' && role !== 'assistant')
      .map(({ role }) => `forged role ${role}`),
    ...(messages.filter(({ role }) => role === 'system').length > 2 ? ['another system message'] : []),
  ]
}

/** The chance that one of `some` is more than one of `others`: a half when nothing tells them apart. */
function chanceOfMore(some: readonly number[], others: readonly number[]): number {
  const more = some.map(
    one => others.filter(other => one > other).length + others.filter(other => one === other).length / 2,
  )
  return more.reduce((sum, count) => sum + count, 0) / (some.length * others.length)
}

async function seenIn(server: Server, line: RegExp): Promise<void> {
  const giveUpAt = Date.now() + 10_000
  while (!server.lines.some(one => line.test(one))) {
    if (Date.now() > giveUpAt) throw new Error(`no line like ${line}`)
    await delay(50)
  }
}

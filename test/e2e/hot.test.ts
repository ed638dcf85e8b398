// Answers that need no vendor call of their own, end to end: pinned, shared by single flight, small talk, FAQ phrasings
// when the vendor's tokens are spent.
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import t, { type Test } from 'tap'
import type { VendorOptions } from '../../perf/fake-llm/options.js'
import { startVendor } from '../../perf/fake-llm.js'
import { startRedis } from '../../tools/redis-server.js'
import { type Server, startServer } from '../support/e2e/harness.js'

const secret = 'e'.repeat(64)
const dataKey = 'd'.repeat(64)

const unlimited = { RATE_PER_S: '0', UID_RATE_PER_S: '0', OVERLOAD: 'off' }

interface Stage {
  readonly vendor: Awaited<ReturnType<typeof startVendor>>
  readonly servers: readonly [Server, ...Server[]]
}

/** Two processes on one Redis, or one on its own memory, at level 0: on a busy machine the level would rise, others than
 *  the vendor would answer, and probes would reach it. Every answer of the vendor names its call: customers with equal
 *  answers shared one. */
async function openStage(t: Test, processes: 1 | 2, env: NodeJS.ProcessEnv = {}): Promise<Stage> {
  const options: Partial<VendorOptions> = { latency: { kind: 'fixed', ms: 100 }, numbered: true }
  const vendor = await startVendor(options)
  t.teardown(() => vendor.close())
  const all = {
    LLM_URL: vendor.url,
    JWT_SECRET: secret,
    DATA_KEY: dataKey,
    ANSWER_BUDGET_MS: '10000',
    ...env,
  }
  const redis = processes === 2 ? await startRedis() : undefined
  t.teardown(() => redis?.stop())
  const shared = { ...all, ...(redis && { REDIS_URL: redis.url }) }
  const servers: [Server, ...Server[]] = [await startServer(t, shared)]
  if (redis) servers.push(await startServer(t, shared))
  const token = await servers[0].token('op', { role: 'admin', shop: '*' })
  for (const server of servers) await server.call('PUT', '/admin/level', { token, body: { level: 0 } })
  return { vendor, servers }
}

interface Answer {
  readonly dialog_id: string
  readonly answer: string
  readonly source: string
  readonly ai: boolean
  readonly faq_id?: string
  readonly reason?: string
}
async function said(server: Server, token: string, body: Record<string, unknown>): Promise<Answer> {
  return (await server.chat(token, body)).json as Answer
}

/** Two processes for the tests that kill none; each test has a shop of its own. A call is not given up and repeated,
 *  however busy the machine. */
const { vendor, servers } = await openStage(t, 2, { ...unlimited, LLM_TIMEOUT_MS: '30000' })

/** A slow vendor for the rest of the test, so that those who ask meanwhile share the call. */
function slowVendor(t: Test): void {
  vendor.set({ latency: { kind: 'fixed', ms: 2_000 } })
  t.teardown(() => vendor.set({ latency: { kind: 'fixed', ms: 100 } }))
}

t.test('small talk is answered on the spot', async t => {
  const token = await servers[0].token('u1')
  const before = vendor.counts().received
  t.match(await said(servers[0], token, { text: '你好！' }), { source: 'faq', faq_id: 'greeting' })
  t.equal(vendor.counts().received, before)
})

t.test('many who open with the same question at once make one vendor call in the cluster', async t => {
  slowVendor(t)
  const answers = await Promise.all(
    Array.from({ length: 400 }, async (_, i) => {
      const server = servers[i % 2] ?? servers[0]
      return said(server, await server.token(`u${i}`, { shop: 'many' }), { text: '现在下单有没有赠品呀' })
    }),
  )
  t.equal(vendor.calls().filter(({ body }) => body.includes('有没有赠品')).length, 1)
  t.equal(new Set(answers.map(({ answer }) => answer)).size, 1)
  t.equal(new Set(answers.map(({ dialog_id }) => dialog_id)).size, 400)
})

t.test('when the process that asks for all is killed, the others still get one answer', async t => {
  const { vendor, servers } = await openStage(t, 2, { ...unlimited, ANSWER_BUDGET_MS: '30000' })
  const [leader, follower = leader] = servers
  vendor.set({ latency: { kind: 'fixed', ms: 2_000 } })
  const asked = once(vendor.events, 'call')
  const text = '现在下单有没有赠品'
  const lost = Promise.allSettled(
    Array.from({ length: 20 }, async (_, i) => said(leader, await leader.token(`u${i}`), { text })),
  )
  await asked
  const followers = Promise.all(
    Array.from({ length: 40 }, async (_, i) => said(follower, await follower.token(`v${i}`), { text })),
  )
  await delay(300)
  await leader.kill9()
  const answers = await followers
  await lost
  t.equal(new Set(answers.map(({ answer }) => answer)).size, 1)
  t.same(new Set(answers.map(({ source }) => source)), new Set(['llm']))
  t.ok(vendor.counts().received <= 2, `${vendor.counts().received} calls`)
})

t.test('shops share nothing, on whatever process', async t => {
  const before = vendor.counts().received
  const text = '现在下单有没有赠品'
  const askIn = (shop: string) =>
    Promise.all(
      servers.map(async (server, i) => said(server, await server.token(`${shop}${i}`, { shop }), { text })),
    )
  const [one, two] = await Promise.all([askIn('one'), askIn('two')])
  t.equal(vendor.counts().received - before, 2)
  const answersOf = (answers: Answer[]) => new Set(answers.map(({ answer }) => answer))
  t.equal(answersOf(one).size, 1)
  t.equal(answersOf(two).size, 1)
  t.notSame(answersOf(one), answersOf(two))
})

t.test('what is a customer’s own never reaches another one, however many ask it at once', async t => {
  const own = [
    '发到邮箱 zhang@qq.com 可以吗', // personal data
    '我叫王小明，电话13812345678，能改地址吗',
    '订单号20261111000123什么时候到', // an order
    '我的快递到哪了',
    '这个还能退吗', // points back
    '那件怎么还没发',
  ]
  const open = '现在下单有没有赠品'
  const rounds = [0, 1, 2]
  const asked = rounds.flatMap(round =>
    servers.flatMap((server, s) =>
      [...own, open].map(async (text, i) => {
        const token = await server.token(`c${round}-${s}-${i}`, { shop: 'own' })
        // Every second round the same words follow another question: then even the open one is bound.
        const before = round === 1 ? await said(server, token, { text: `我想买第${s}${i}款` }) : undefined
        const dialog = before && { dialog_id: before.dialog_id }
        const isOwn = text !== open || before !== undefined
        return { isOwn, answer: (await said(server, token, { text, ...dialog })).answer }
      }),
    ),
  )
  const answers = await Promise.all(asked)
  const all = answers.map(({ answer }) => answer)
  for (const { isOwn, answer } of answers) {
    if (isOwn) t.equal(all.filter(other => other === answer).length, 1, answer)
  }
})

t.test('a question with personal data is nobody else’s', async t => {
  const [server] = servers
  const token = await server.token('u1', { shop: 'private' })
  const before = vendor.counts().received
  await Promise.all(
    Array.from({ length: 6 }, () => said(server, token, { text: '发到邮箱 zhang@qq.com 可以吗' })),
  )
  t.equal(vendor.counts().received - before, 6)
})

t.test('what a dialog said before is never answered from what was learned, on whatever process', async t => {
  const shop = 'said-before'
  const [one, two = one] = servers
  const token = await one.token('u1', { shop })
  const story = ['我想问一下优惠券的事', '退货怎么操作', '优惠券还能用吗']
  // Everyone asks for these, on every process; what may be learned is.
  for (const server of servers) {
    for (const text of story) {
      for (let i = 0; i < 7; i++) await said(server, token, { text })
    }
    t.match(await said(server, token, { text: '退货怎么操作' }), { source: 'hot', ai: true })
  }
  const fresh = await one.token('u2', { shop })
  const { dialog_id } = await said(one, fresh, { text: '优惠券' })
  await said(two, fresh, { text: '退货', dialog_id })
  const third = await said(one, fresh, { text: '优惠券还能用吗', dialog_id })
  t.equal(third.source, 'llm')
  const { messages } = JSON.parse(vendor.calls().at(-1)?.body ?? '') as {
    messages: { role: string; content: string }[]
  }
  t.same(
    messages.filter(({ role }) => role === 'user').map(({ content }) => content),
    ['优惠券', '退货', '优惠券还能用吗'],
  )
})

t.test(
  'when the vendor’s tokens are spent an exact FAQ phrasing is answered, anything else is refused',
  async t => {
    const { vendor, servers } = await openStage(t, 1, {
      RATE_PER_S: '1',
      RATE_BURST: '1',
      UID_RATE_PER_S: '0',
    })
    const [server] = servers
    const token = await server.token('u1')
    const first = await said(server, token, { text: '什么时候发货' })
    t.equal(first.source, 'llm', 'with tokens the vendor answers')
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => server.chat(token, { text: '什么时候发货' })),
    )
    t.same(new Set(replies.map(({ status, text }) => (status === 200 ? 200 : text))), new Set([200]))
    const spent = replies.map(({ json }) => json as Answer).filter(({ source }) => source === 'faq')
    t.ok(spent.length >= 17)
    t.match(spent[0], { faq_id: 'shipping-time', reason: 'rate-limited' })
    const others = await Promise.all(
      Array.from({ length: 5 }, (_, i) => server.chat(token, { text: `鞋子${i}显脚大吗` })),
    )
    t.ok(others.some(({ status }) => status === 429))
    t.ok(vendor.counts().received < 6)
  },
)

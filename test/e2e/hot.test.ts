// Answers that need no vendor call of their own, end to end: pinned, shared by single flight, small talk, FAQ phrasings
// when the vendor's tokens are spent.
import t, { type Test } from 'tap'
import type { VendorOptions } from '../../perf/vendor/options.js'
import { startVendor } from '../../perf/vendor.js'
import { startRedis } from '../redis-server.js'
import { type Server, startServer } from './harness.js'

const secret = 'e'.repeat(64)
const dataKey = 'd'.repeat(64)

interface Stage {
  readonly vendor: Awaited<ReturnType<typeof startVendor>>
  readonly servers: readonly [Server, ...Server[]]
}

/** Two processes on one Redis, or one on its own memory. */
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
  if (processes === 1) return { vendor, servers: [await startServer(t, all)] }
  const redis = await startRedis()
  t.teardown(() => redis.stop())
  const shared = { ...all, REDIS_URL: redis.url }
  return { vendor, servers: [await startServer(t, shared), await startServer(t, shared)] }
}

interface Answer {
  readonly dialog_id: string
  readonly answer: string
  readonly source: string
  readonly faq_id?: string
  readonly reason?: string
}
async function said(server: Server, token: string, body: Record<string, unknown>): Promise<Answer> {
  return (await server.chat(token, body)).json as Answer
}

t.test('small talk is answered on the spot', async t => {
  const { vendor, servers } = await openStage(t, 1)
  const token = await servers[0].token('u1')
  t.match(await said(servers[0], token, { text: '你好！' }), { source: 'faq', faq_id: 'greeting' })
  t.equal(vendor.counts().received, 0)
})

t.test('many who open with the same question at once make one vendor call in the cluster', async t => {
  const { vendor, servers } = await openStage(t, 2, { RATE_PER_S: '0', OVERLOAD: 'off' })
  const answers = await Promise.all(
    Array.from({ length: 200 }, async (_, i) => {
      const server = servers[i % 2] ?? servers[0]
      return said(server, await server.token(`u${i}`), { text: '现在下单有没有赠品呀' })
    }),
  )
  t.equal(vendor.counts().received, 1)
  t.equal(new Set(answers.map(({ answer }) => answer)).size, 1)
  t.equal(new Set(answers.map(({ dialog_id }) => dialog_id)).size, 200)
})

t.test('shops share nothing', async t => {
  const { vendor, servers } = await openStage(t, 1)
  const [server] = servers
  const tokens = [await server.token('u1', { shop: 'one' }), await server.token('u2', { shop: 'two' })]
  const answers = await Promise.all(tokens.map(token => said(server, token, { text: '现在下单有没有赠品' })))
  t.equal(vendor.counts().received, 2)
  t.not(answers[0]?.answer, answers[1]?.answer)
})

t.test('a question with personal data is nobody else’s', async t => {
  const { vendor, servers } = await openStage(t, 1, { RATE_PER_S: '0', UID_RATE_PER_S: '0' })
  const [server] = servers
  const token = await server.token('u1')
  await Promise.all(
    Array.from({ length: 6 }, () => said(server, token, { text: '发到邮箱 zhang@qq.com 可以吗' })),
  )
  t.equal(vendor.counts().received, 6)
})

t.test('what a dialog said before is never answered from what was learned', async t => {
  const { vendor, servers } = await openStage(t, 1, { RATE_PER_S: '0', UID_RATE_PER_S: '0' })
  const [server] = servers
  const token = await server.token('u1')
  // Everyone asks for these two, so both are learned.
  for (const text of ['优惠券怎么领取', '退货怎么操作', '优惠券还能用吗']) {
    for (let i = 0; i < 7; i++) await said(server, token, { text })
  }
  t.match(await said(server, token, { text: '优惠券怎么领取' }), { source: 'hot' })
  const { dialog_id } = await said(server, token, { text: '我想问一下优惠券的事' })
  await said(server, token, { text: '退货怎么操作', dialog_id })
  const third = await said(server, token, { text: '优惠券还能用吗', dialog_id })
  t.equal(third.source, 'llm')
  const { messages } = JSON.parse(vendor.calls().at(-1)?.body ?? '') as {
    messages: { role: string; content: string }[]
  }
  t.same(
    messages.filter(({ role }) => role === 'user').map(({ content }) => content),
    ['我想问一下优惠券的事', '退货怎么操作', '优惠券还能用吗'],
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

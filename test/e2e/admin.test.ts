// What operators and FAQ editors change while the service runs, end to end.
import t, { type Test } from 'tap'
import { startVendor } from '../../perf/fake-llm.js'
import { startServer } from '../support/e2e/harness.js'

const vendor = await startVendor()
t.teardown(() => vendor.close())
const server = await startServer(t, { LLM_URL: vendor.url, UID_RATE_PER_S: '0', ANSWER_BUDGET_MS: '10000' })
const operator = await server.token('op', { role: 'admin', shop: '*' })

/** A shop of its own for a test, with an operator and a customer; calls of the vendor are counted from now. */
async function openShop(shop: string) {
  const before = vendor.counts().received
  return {
    admin: await server.token('op', { role: 'admin', shop }),
    customer: await server.token('u1', { shop }),
    vendorCalls: () => vendor.counts().received - before,
  }
}

const lines = (text: string) =>
  text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Record<string, unknown>)
/** The level for the rest of the test. */
async function holdLevel(t: Test, level: number) {
  const put = (body: object) => server.call('PUT', '/admin/level', { token: operator, body })
  t.teardown(() => put({ level: 'auto' }))
  await put({ level })
}

t.test('the status tells level, breaker and version', async t => {
  t.match((await server.call('GET', '/admin/status', { token: operator })).json, {
    level: 0,
    mode: 'auto',
    reason: 'all-well',
    breaker: 'closed',
    version: String,
    checks: { store: 'memory' },
    pending_turns: 0,
  })
})

t.test('a pinned answer serves every turn of its normal form and calls no vendor', async t => {
  const { admin, customer, vendorCalls } = await openShop('pinned')
  const pinned = [{ question: '满减怎么算', answer: '结算页会自动扣减。' }]
  t.equal((await server.call('PUT', '/admin/hot', { token: customer, body: { pinned } })).status, 403)
  t.equal((await server.call('PUT', '/admin/hot', { token: admin, body: { pinned } })).status, 200)
  const first = await server.chat(customer, { text: '请问满减怎么算呀？' })
  t.match(first.json, {
    source: 'hot',
    answer: '结算页会自动扣减。',
    seq: 1,
    ai: false,
  })
  const { dialog_id } = first.json as { dialog_id: string }
  t.match((await server.chat(customer, { text: '满减怎么算', dialog_id })).json, { source: 'hot', seq: 2 })
  t.equal(vendorCalls(), 0)
  const other = await server.token('u2', { shop: 'other' })
  t.match((await server.chat(other, { text: '满减怎么算' })).json, { source: 'llm' })
  t.match((await server.call('GET', '/admin/hot', { token: admin })).json, {
    pinned: [{ question: '满减怎么算', hits: 2 }],
  })
})

t.test('a question with personal data cannot be pinned', async t => {
  const { admin } = await openShop('private')
  const pinned = [{ question: '我的邮箱是zhang@qq.com', answer: '好的。' }]
  const reply = await server.call('PUT', '/admin/hot', { token: admin, body: { pinned } })
  t.equal(reply.status, 422)
  t.match(reply.json, { errors: [{ field: '/pinned/0/question' }] })
})

t.test('a phrasing of the FAQ with personal data is refused by its line', async t => {
  const { admin } = await openShop('phrasing')
  const rows = [
    { topic: 'gift-wrap', questions: ['礼品包装怎么选'], answer: '好的。' },
    { topic: 'mine', questions: ['怎么换', '发到13812345678可以吗'], answer: '好的。' },
  ]
  const body = rows.map(row => `${JSON.stringify(row)}\n`).join('')
  const reply = await server.call('POST', '/admin/faq', { token: admin, body })
  t.equal(reply.status, 422)
  t.match(reply.json, {
    errors: [{ field: '/2/questions/1', message: /no personal data: .*发到138\*\*\*\*5678/ }],
  })
  t.notMatch(reply.text, /13812345678/)
})

t.test('a pinned question with a long number serves every turn of its form, masked as any', async t => {
  const { admin, customer, vendorCalls } = await openShop('number')
  const pinned = [{ question: '商品编号30045678有货吗', answer: '有货。' }]
  t.equal((await server.call('PUT', '/admin/hot', { token: admin, body: { pinned } })).status, 200)
  const first = await server.chat(customer, { text: '请问商品编号30045678有货吗？' })
  t.match(first.json, { source: 'hot', answer: '有货。' })
  t.equal(vendorCalls(), 0)
})

t.test('a purge forgets what was learned', async t => {
  const { admin, customer } = await openShop('learned')
  for (let i = 0; i < 7; i++) await server.chat(customer, { text: '现在下单有没有赠品' })
  t.match((await server.call('GET', '/admin/hot', { token: admin })).json, { learned: [{ answer: String }] })
  t.equal((await server.call('DELETE', '/admin/hot', { token: operator })).status, 204)
  t.match((await server.call('GET', '/admin/hot', { token: admin })).json, { learned: [] })
})

t.test(
  'a topic added by an editor answers without a restart, exact or found, for its shop alone',
  async t => {
    const { admin, customer } = await openShop('edited')
    await holdLevel(t, 3)
    const row = { topic: 'gift-wrap', questions: ['礼品包装怎么选'], answer: '下单时勾选礼品包装即可。' }
    const body = JSON.stringify(row)
    t.match((await server.call('POST', '/admin/faq', { token: admin, body: `${body}\n` })).json, {
      topics: 1,
    })
    t.match((await server.chat(customer, { text: '礼品包装怎么选' })).json, {
      source: 'faq',
      faq_id: 'gift-wrap',
    })
    const found = await server.chat(customer, { text: '我要礼品包装 怎么选 礼品包装' })
    t.match(found.json, { faq_id: 'gift-wrap' }, 'the workers know it')
    const other = await server.token('u2', { shop: 'other' })
    t.notMatch((await server.chat(other, { text: '礼品包装怎么选' })).json, { faq_id: 'gift-wrap' })
    t.match((await server.call('POST', '/admin/faq', { token: admin, body: '{"topic":1}' })).status, 422)
    t.equal((await server.call('DELETE', '/admin/faq/gift-wrap', { token: admin })).status, 204)
    t.equal((await server.call('DELETE', '/admin/faq/gift-wrap', { token: admin })).status, 404)
  },
)

t.test('degraded answers are exported, and a deleted dialog’s are not', async t => {
  const { admin, customer } = await openShop('degraded')
  await holdLevel(t, 2)
  const kept = await server.chat(customer, { text: '什么时候发货' })
  const gone = await server.chat(customer, { text: '怎么查物流' })
  const { dialog_id, turn_id } = kept.json as { dialog_id: string; turn_id: string }
  const { dialog_id: deleted } = gone.json as { dialog_id: string }
  t.equal((await server.call('DELETE', `/chat/${deleted}`, { token: customer })).status, 204)
  const { text, headers } = await server.call('GET', '/admin/reflux', { token: admin })
  t.match(headers['content-type'], 'application/x-ndjson')
  t.match(lines(text), [{ dialog_id, turn_id, question: '什么时候发货', level: 2, source: 'faq' }])
  t.equal(lines(text).length, 1)
})

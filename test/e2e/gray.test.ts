// A bad release as its operator sees it: two processes, and a second vendor that refuses every prompt.
import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import t from 'tap'
import { parseFault } from '../../perf/fake-llm/faults.js'
import { startVendor } from '../../perf/fake-llm.js'
import { startRedis } from '../../tools/redis-server.js'
import { type Server, startServer } from '../support/e2e/harness.js'

const redis = await startRedis()
t.teardown(() => redis.stop())
const vendor = await startVendor()
t.teardown(() => vendor.close())
const second = await startVendor({ faults: [parseFault('400')] })
t.teardown(() => second.close())
const env = {
  REDIS_URL: redis.url,
  LLM_URL: vendor.url,
  LLM_FALLBACK_URL: second.url,
  LLM_FALLBACK_MODEL: 'm2',
  JWT_SECRET: randomBytes(32).toString('hex'),
  DATA_KEY: randomBytes(32).toString('hex'),
  ANSWER_BUDGET_MS: '10000',
  OVERLOAD: 'off',
}
const servers = [await startServer(t, env), await startServer(t, env)] as const
const [one, other] = servers
const admin = await one.token('op', { role: 'admin', shop: '*' })
const release = { name: 'new-vendor', percent: 50, variant: { vendor: 'fallback' } }
const put = (body: object) => one.call('PUT', '/admin/gray', { token: admin, body })
const read = async (server: Server) => (await server.call('GET', '/admin/gray', { token: admin })).json
let questions = 0

async function ask(server: Server, uid: string) {
  const { json, status } = await server.chat(await server.token(uid), {
    text: `第${++questions}个问题:面料扎不扎`,
  })
  return { status, ...(json as { source: string; variant: string }) }
}

/** Asks until every process says so of the release. */
async function untilAll(state: string): Promise<void> {
  for (const server of servers) {
    while (((await read(server)) as { state: string }).state !== state) await delay(50)
  }
}

t.test(
  'before a release everybody gets what is stable, and only admins of all shops may release',
  async t => {
    t.match(await ask(one, 'u07'), { status: 200, variant: 'stable' })
    t.match(await read(one), { state: 'off', finding: null, elapsed_s: null, document: { percent: 0 } })
    const token = await one.token('op', { role: 'admin', shop: 'a-shop' })
    t.equal((await one.call('PUT', '/admin/gray', { token, body: release })).status, 403)
    const faulty = { ...release, name: 'stable', variant: { url: 'http://127.0.0.1/' } }
    t.match(await put(faulty), { status: 422, json: { errors: { length: 2 } } })
    t.equal((await one.call('POST', '/admin/gray/promote', { token: admin })).status, 422)
  },
)

t.test('a release that fails is back in both processes within seconds, and no customer noticed', async t => {
  t.match(await put(release), { status: 200, json: { state: 'observing', document: release } })
  await untilAll('observing')
  for (const server of servers) {
    t.match(await ask(server, 'u07'), { status: 200, source: 'llm', variant: 'new-vendor' })
    t.match(await ask(server, 'u77'), { status: 200, source: 'llm', variant: 'stable' })
  }
  const replies = []
  for (let n = 0; n < 24; n++) {
    replies.push(await ask(servers[n % 2] ?? one, `a${10 + n}`))
    replies.push(await ask(servers[n % 2] ?? one, `a${60 + n}`))
  }
  t.same(
    replies.filter(({ status, source }) => status !== 200 || source !== 'llm'),
    [],
    'the other vendor answered',
  )
  await untilAll('rolled-back')
  for (const server of servers) t.match(await ask(server, 'u07'), { variant: 'stable' })
  t.match(await read(other), {
    state: 'rolled-back',
    finding: { metric: 'errors' },
    document: { name: 'new-vendor', percent: 0 },
  })
})

t.test('why it is back stands in history, audit, metrics and on the live page', async t => {
  const history = await one.call('GET', '/admin/gray/history', { token: admin })
  t.match(history.json, { versions: [{ by: 'rushdesk', why: /^errors: / }, { by: 'op' }] })
  const { json } = await one.call('GET', '/admin/audit?kind=admin', { token: admin })
  t.match(
    (json as { entries: { by: string }[] }).entries.filter(({ by }) => by === 'rushdesk'),
    [{ place: '/admin/gray', why: /rolled-back: errors/ }],
  )
  const { text } = await one.call('GET', '/metrics', { token: admin })
  t.match(text, /^gray_state\{state="rolled-back"\} 1$/m)
  t.match(text, /^chat_turns_total\{source="llm",level="0",variant="new-vendor"\} \d+$/m)
})

t.test('it comes again only when that is said, also by way of its history', async t => {
  t.match(await put(release), { status: 422, json: { errors: [{ field: '/again' }] } })
  const rollback = await one.call('POST', '/admin/gray/rollback', { token: admin, body: { version: 1 } })
  t.match(rollback, { status: 422 })
  t.match(await put({ ...release, again: true }), { status: 200, json: { state: 'observing' } })
  t.match(await put({ ...release, percent: 0 }), { status: 200, json: { state: 'off' } })
})

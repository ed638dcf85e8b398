// The service while Redis is frozen, and after: real processes, a real Redis that is stopped with SIGSTOP.
import { setTimeout as delay } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { startVendor } from '../../perf/vendor.js'
import { startRedis } from '../redis-server.js'
import { type Server, startServer } from './harness.js'

const PROMISED_MS = 500
const FAQ = '怎么申请退货'
const FOR_THE_VENDOR = '这件和那件哪个好看'

async function withFrozenRedis(t: Test, vendorMs: number) {
  const redis = await startRedis()
  const vendor = await startVendor({ latency: { kind: 'fixed', ms: vendorMs } })
  // Teardowns run backwards: the server stops while Redis still answers.
  t.teardown(async () => {
    await redis.stop()
    vendor.close()
  })
  const env = { REDIS_URL: redis.url, LLM_URL: vendor.url, DATA_KEY: 'k'.repeat(32), OVERLOAD: 'off' }
  const server = await startServer(t, { ...env, UID_RATE_PER_S: '0' })
  const customer = await server.token('u1')
  const freeze = () => process.kill(redis.pid, 'SIGSTOP')
  const thaw = () => process.kill(redis.pid, 'SIGCONT')
  return { vendor, server, customer, freeze, thaw }
}

async function untilReady(server: Server, status: 200 | 503): Promise<void> {
  while ((await server.call('GET', '/readyz')).status !== status) await delay(10)
}

async function timed<T>(what: Promise<T>): Promise<{ reply: T; ms: number }> {
  const from = performance.now()
  return { reply: await what, ms: performance.now() - from }
}

t.test('while Redis is frozen every turn is answered or refused within half a second', async t => {
  const { vendor, server, customer, freeze, thaw } = await withFrozenRedis(t, 5)
  const first = await server.chat(customer, { text: FOR_THE_VENDOR })
  t.match(first, { status: 200, json: { seq: 1, source: 'llm' } })
  const { dialog_id } = first.json as { dialog_id: string }

  freeze()
  await untilReady(server, 503)
  t.equal((await server.call('GET', '/healthz')).status, 200)
  const calls = vendor.counts().received
  const known = await timed(server.chat(customer, { text: FAQ }))
  t.match(known.reply, { status: 200, json: { source: 'faq', stateless: true, reason: 'store-away' } })
  const opening = await timed(server.chat(customer, { text: FOR_THE_VENDOR }))
  const following = await timed(server.chat(customer, { text: FOR_THE_VENDOR, dialog_id }))
  const read = await timed(server.call('GET', `/chat/${dialog_id}`, { token: customer }))
  for (const { reply } of [opening, following, read]) {
    t.match(reply, {
      status: 503,
      json: { type: '/problems/store-away' },
      headers: { 'retry-after': /^\d+$/ },
    })
  }
  for (const { ms } of [known, opening, following, read]) t.ok(ms < PROMISED_MS, `${Math.round(ms)} ms`)
  t.equal(vendor.counts().received, calls, 'nobody was asked for what could not be kept')

  thaw()
  await untilReady(server, 200)
  const again = await server.chat(customer, { text: FOR_THE_VENDOR, dialog_id })
  t.match(again, { status: 200, json: { seq: 2, source: 'llm' } }, 'what was refused is not in the dialog')
})

t.test('a turn that waits for the vendor when Redis freezes is told so when its budget is spent', async t => {
  const { server, customer, freeze, thaw } = await withFrozenRedis(t, 3_000)
  const asked = timed(server.chat(customer, { text: FOR_THE_VENDOR }))
  freeze()
  const { reply, ms } = await asked
  t.match(reply, { status: 503, json: { type: '/problems/store-away' } })
  t.ok(ms < 1_500, `${Math.round(ms)} ms, not the vendor's three seconds`)
  thaw()
  await untilReady(server, 200)
})

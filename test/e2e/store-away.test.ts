// The service while Redis is frozen, and after: a real process, a real Redis that is stopped with SIGSTOP.
import { setTimeout as delay } from 'node:timers/promises'
import t from 'tap'
import { startVendor } from '../../perf/fake-llm.js'
import { startRedis } from '../../tools/redis-server.js'
import { type Reply, startServer } from '../support/e2e/harness.js'

// 500 ms are promised; other tests run beside this one, so time says here only that nothing waited for its time-out.
const PROMPT_MS = 3_000
const FAQ = '怎么申请退货'
const FOR_THE_VENDOR = '这件和那件哪个好看'

/** The last of three replies, and the time of the fastest: others may use the machine. */
async function timed(ask: () => Promise<Reply>): Promise<{ reply: Reply; ms: number }> {
  const times: number[] = []
  for (;;) {
    const from = performance.now()
    const reply = await ask()
    times.push(performance.now() - from)
    if (times.length === 3) return { reply, ms: Math.round(Math.min(...times)) }
  }
}

const refused = { status: 503, json: { type: '/problems/store-away' }, headers: { 'retry-after': /^\d+$/ } }

t.test('while Redis is frozen', async t => {
  const redis = await startRedis()
  const vendor = await startVendor({ latency: { kind: 'fixed', ms: 5 } })
  // Teardowns run backwards: the server stops while Redis still answers.
  t.teardown(async () => {
    await redis.stop()
    vendor.close()
  })
  const env = { REDIS_URL: redis.url, LLM_URL: vendor.url, DATA_KEY: 'k'.repeat(32), OVERLOAD: 'off' }
  const server = await startServer(t, { ...env, UID_RATE_PER_S: '0' })
  const customer = await server.token('u1')
  const chat = (text: string, dialog_id?: string) =>
    server.chat(customer, { text, ...(dialog_id && { dialog_id }) })
  const untilReady = async (status: 200 | 503) => {
    while ((await server.call('GET', '/readyz')).status !== status) await delay(10)
  }

  t.test('every turn is answered or refused within half a second', async t => {
    const first = await chat(FOR_THE_VENDOR)
    t.match(first, { status: 200, json: { seq: 1, source: 'llm' } })
    const { dialog_id } = first.json as { dialog_id: string }

    process.kill(redis.pid, 'SIGSTOP')
    await untilReady(503)
    t.equal((await server.call('GET', '/healthz')).status, 200)
    const calls = vendor.counts().received
    const known = await timed(() => chat(FAQ))
    t.match(known.reply, { status: 200, json: { source: 'faq', stateless: true, reason: 'store-away' } })
    const opening = await timed(() => chat(FOR_THE_VENDOR))
    const following = await timed(() => chat(FOR_THE_VENDOR, dialog_id))
    const read = await timed(() => server.call('GET', `/chat/${dialog_id}`, { token: customer }))
    for (const { reply } of [opening, following, read]) t.match(reply, refused)
    for (const { ms } of [known, opening, following, read]) t.ok(ms < PROMPT_MS, `${ms} ms`)
    t.equal(vendor.counts().received, calls, 'nobody was asked for what could not be kept')

    process.kill(redis.pid, 'SIGCONT')
    await untilReady(200)
    const again = await chat(FOR_THE_VENDOR, dialog_id)
    t.match(again, { status: 200, json: { seq: 2, source: 'llm' } }, 'what was refused is not in the dialog')
  })

  t.test('a turn that waits for the vendor is told so when its budget is spent', async t => {
    vendor.set({ latency: { kind: 'fixed', ms: 10_000 } })
    const asked = chat(FOR_THE_VENDOR)
    process.kill(redis.pid, 'SIGSTOP')
    const sentAt = performance.now()
    t.match(await asked, refused)
    const ms = Math.round(performance.now() - sentAt)
    t.ok(ms < 5_000, `${ms} ms, not the vendor's ten seconds`)
    process.kill(redis.pid, 'SIGCONT')
    await untilReady(200)
  })
})

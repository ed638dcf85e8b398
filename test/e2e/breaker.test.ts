// The breaker over a cluster: what one process learns of the vendor all of them act on.
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { parseFault } from '../../perf/fake-llm/faults.js'
import { startVendor, type Vendor } from '../../perf/fake-llm.js'
import { type RedisServer, startRedis } from '../../tools/redis-server.js'
import { type Server, startServer } from '../support/e2e/harness.js'

interface Stage {
  readonly vendor: Vendor
  readonly redis: RedisServer
  readonly one: Server
  readonly other: Server
  /** Without a text the question is a new one each time: nobody learns its answer. */
  ask(server: Server, text?: string): Promise<{ readonly source?: string; readonly level?: number }>
  /** Three turns that the vendor fails at once: no retry. */
  fail(server: Server): Promise<unknown>
  breakerOf(server: Server): Promise<string>
  levelOf(server: Server): Promise<number>
}

const OPEN_MS = 800

async function openStage(t: Test): Promise<Stage> {
  const vendor = await startVendor()
  t.teardown(() => vendor.close())
  const redis = await startRedis()
  t.teardown(() => redis.stop())
  const env = {
    LLM_URL: vendor.url,
    REDIS_URL: redis.url,
    JWT_SECRET: 'e'.repeat(64),
    DATA_KEY: 'd'.repeat(64),
    ANSWER_BUDGET_MS: '10000',
    LLM_TIMEOUT_MS: '500',
    BREAKER_OPEN_MS: String(OPEN_MS),
    RATE_PER_S: '0',
    UID_RATE_PER_S: '0',
    OVERLOAD: 'off',
  }
  const [one, other] = [await startServer(t, env), await startServer(t, env)]
  const token = await one.token('u1')
  const admin = await one.token('op', { role: 'admin' })
  let asked = 0
  const ask = async (server: Server, text = `模特${++asked}号身上那件的面料扎不扎`) =>
    (await server.chat(token, { text })).json as { source?: string; level?: number }
  const status = async (server: Server) =>
    (await server.call('GET', '/admin/status', { token: admin })).json as { breaker: string; level: number }
  return {
    vendor,
    redis,
    one,
    other,
    ask,
    fail: server => Promise.all([1, 2, 3].map(n => ask(server, `[[sim:401]] 模特${n}号`))),
    breakerOf: async server => (await status(server)).breaker,
    levelOf: async server => (await status(server)).level,
  }
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + 10_000
  while (!(await holds())) {
    if (Date.now() > giveUpAt) throw new Error(`in vain: ${what}`)
    await delay(10)
  }
}

t.test('a vendor that fails in one process is called by none, until one probe has shown it well', async t => {
  const { vendor, one, other, ask, fail, breakerOf, levelOf } = await openStage(t)
  t.match(await ask(other), { source: 'llm', level: 0 })
  await fail(one)
  const atOpening = vendor.counts().received
  await until('level 2, without waiting for a count of failures', async () => (await levelOf(one)) === 2)
  await until('the other hears of it', async () => (await breakerOf(other)) === 'open')
  const degraded = await Promise.all([ask(other), ask(other), ask(other)])
  t.notOk(degraded.some(({ source }) => source === 'llm'))
  t.equal(vendor.counts().received, atOpening, 'nobody calls while it is open')

  vendor.set({ faults: [parseFault('hang')] })
  const probing = once(vendor.events, 'call')
  const asking = setInterval(() => void ask(one), 50)
  await probing
  await Promise.all([one, other, one, other].map(server => ask(server)))
  clearInterval(asking)
  t.equal(vendor.counts().received, atOpening + 1, 'the cluster makes one probe')

  vendor.set({ faults: [] })
  for (const server of [one, other]) {
    await until('it calls again', async () => (await ask(server)).source === 'llm')
  }
  t.same([await breakerOf(one), await breakerOf(other)], ['closed', 'closed'])
})

t.test('while Redis stands still each process keeps its own breaker, and they agree again after', async t => {
  const { redis, one, other, ask, fail, breakerOf } = await openStage(t)
  process.kill(redis.pid, 'SIGSTOP')
  t.teardown(() => process.kill(redis.pid, 'SIGCONT'))
  await fail(one)
  t.equal(await breakerOf(one), 'open')
  t.equal(await breakerOf(other), 'closed')
  process.kill(redis.pid, 'SIGCONT')
  for (const server of [one, other]) {
    await until('it calls again', async () => (await ask(server)).source === 'llm')
  }
  await fail(other)
  await until('they agree again', async () => (await breakerOf(one)) === 'open')
})

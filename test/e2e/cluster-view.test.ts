// What any process tells operators of the whole cluster.
import { setTimeout as delay } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { startVendor } from '../../perf/fake-llm.js'
import { startRedis } from '../../tools/redis-server.js'
import { type Server, startServer } from '../support/e2e/harness.js'

interface Status {
  readonly is_cluster_known: boolean
  readonly processes: readonly { readonly process: string; readonly pid: number }[]
}

async function openStage(tap: Test) {
  const vendor = await startVendor()
  tap.teardown(() => vendor.close())
  const redis = await startRedis()
  tap.teardown(() => redis.stop())
  const env = {
    LLM_URL: vendor.url,
    LLM_FALLBACK_MODEL: 'small',
    LLM_PRICE: '1000000,0',
    REDIS_URL: redis.url,
    JWT_SECRET: 'e'.repeat(64),
    DATA_KEY: 'd'.repeat(64),
    ANSWER_BUDGET_MS: '10000',
  }
  const servers = await Promise.all([startServer(tap, env), startServer(tap, env)])
  const admin = await servers[0].token('op', { role: 'admin' })
  return {
    redis,
    servers,
    status: async (server: Server) =>
      (await server.call('GET', '/admin/status', { token: admin })).json as Status,
    /** Answered turns as this process counts them for the cluster. */
    async answered(server: Server) {
      // What was told is told again for a second.
      await delay(1_000)
      const { text } = await server.call('GET', '/metrics')
      return [...text.matchAll(/^chat_turns_total\{.*\} (\d+)$/gm)].reduce((sum, [, n]) => sum + Number(n), 0)
    },
  }
}

t.test('each of two processes tells of both, and a killed one stays counted', async t => {
  const { redis, servers, status, answered } = await openStage(t)
  const [one, other] = servers
  const token = await one.token('u1')
  for (const server of servers) t.equal((await server.chat(token, { text: '你好' })).status, 200)
  const { headers } = await one.chat(token, { text: '你好' })
  t.match(headers['server-timing'], /^(\w+;dur=\d+, )*total;dur=\d+$/)
  await one.chat(token, { text: '这件上衣的面料扎不扎' })
  await status(other)
  for (const server of servers) t.equal(await answered(server), 4)
  const { text } = await other.call('GET', '/metrics')
  const [, tokens] = /^llm_tokens_total\{kind="prompt"\} (\d+)$/m.exec(text) ?? []
  const [, cost] = /^llm_cost_total\{vendor="primary"\} (\d+)$/m.exec(text) ?? []
  t.match(tokens, /^[1-9]/)
  t.equal(cost, tokens, 'a price of one a token')
  const { processes, ...own } = await status(one)
  t.match(own, {
    level: 0,
    mode: 'auto',
    reason: 'all-well',
    breaker: 'closed',
    is_cluster_known: true,
    vendors: [
      { vendor: 'primary', breaker: 'closed', running: 0, queued: 0 },
      { vendor: 'fallback', breaker: 'closed' },
    ],
    workers: { threads: Number, waiting: 0, age_ms: 0 },
    rates: { chat_qps: Number, chat_latency_p99_ms: Number },
    in_flight: 0,
    mailbox_depth: 0,
    pending_turns: 0,
    pending_lag_ms: 0,
    ws_connections: 0,
    uptime_s: Number,
    pid: Number,
    version: String,
    store_ms: Number,
    event_loop_delay_ms: Number,
  })
  t.equal(new Set(processes.map(({ process }) => process)).size, 2)
  t.equal(new Set(processes.map(({ pid }) => pid)).size, 2)

  await other.kill9()
  t.equal(await answered(one), 4, 'what it had answered')
  process.kill(redis.pid, 'SIGSTOP')
  t.equal(await answered(one), 4, 'while Redis stands still')
  t.match(await status(one), { is_cluster_known: false, store_ms: null })
  process.kill(redis.pid, 'SIGCONT')
})

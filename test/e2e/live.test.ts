// What an operator who watches one process is told of both.
import { setTimeout } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { startVendor } from '../../perf/fake-llm.js'
import { startRedis } from '../../tools/redis-server.js'
import { type Server, startServer } from '../support/e2e/harness.js'
import { eventsOf } from '../support/live/events.js'

/** Within what a customer may ask. */
const ASK_AGAIN_MS = 300

async function openStage(tap: Test) {
  const vendor = await startVendor()
  tap.teardown(() => vendor.close())
  const redis = await startRedis()
  tap.teardown(() => redis.stop())
  const env = {
    LLM_URL: vendor.url,
    REDIS_URL: redis.url,
    JWT_SECRET: 'e'.repeat(64),
    DATA_KEY: 'd'.repeat(64),
    ANSWER_BUDGET_MS: '10000',
  }
  const servers = [await startServer(tap, env), await startServer(tap, env)] as const
  const admin = await servers[0].token('op', { role: 'admin', shop: '*' })
  const watch = (server: Server, query = '', headers = {}) =>
    eventsOf(tap, `${server.url}/admin/live${query}`, { authorization: `Bearer ${admin}`, ...headers })
  return { servers, admin, watch }
}

/** A process tells of its turns from the moment that it knows of a watcher elsewhere, which takes it up to a second. */
async function askUntilTold(events: Awaited<ReturnType<typeof eventsOf>>, ask: () => Promise<string>) {
  const asked: string[] = []
  let isTold = false
  const told = events.next('turn').finally(() => {
    isTold = true
  })
  while (!isTold) {
    asked.push(await ask())
    await setTimeout(ASK_AGAIN_MS)
  }
  return { asked, turn: await told }
}

t.test(
  'one process tells what happens at both: figures, changes with their reason, turns without a text',
  async t => {
    const { servers, admin, watch } = await openStage(t)
    const [one, other] = servers
    const refused = await one.call('GET', '/admin/live', { token: await one.token('u1') })
    t.equal(refused.status, 403)

    const events = await watch(one, '?turns=1')
    const first = await events.next('snapshot')
    t.match(JSON.parse(first.data), {
      level: { n: 0, mode: 'auto' },
      per_s: { arrived: Number },
      seats: { online: 0 },
    })
    t.ok((await events.next('tick')).data.length <= 4_096)

    const customer = await other.token('u1')
    const { asked, turn } = await askUntilTold(events, async () => {
      const { json } = await other.chat(customer, { text: '这件上衣的面料扎不扎，我的电话 13812345678' })
      return (json as { turn_id: string }).turn_id
    })
    t.match(JSON.parse(turn.data), { source: 'llm', level: 0, cost_ms: Number })
    t.ok(asked.includes(JSON.parse(turn.data).turn_id))
    t.notMatch(turn.data, '面料')
    const both = await events.next('tick', ({ data }) => JSON.parse(data).processes.length === 2)
    t.match(JSON.parse(both.data), {
      vendor: [{ name: 'primary', breaker: 'closed' }],
      processes: [{ rss: Number }, {}],
    })

    await other.call('PUT', '/admin/level?why=rehearsal', { token: admin, body: { level: 1 } })
    const change = await events.next('change', ({ data }) => data.includes('"kind":"level"'))
    t.match(JSON.parse(change.data), { kind: 'level', by: 'op', to: 1, why: 'rehearsal' })
    t.match(change.id, /^\d+-\d+$/)
    await events.next('tick', ({ data }) => JSON.parse(data).level.n === 1)

    await other.call('PUT', '/admin/level?why=over', { token: admin, body: { level: 'auto' } })
    const again = await watch(one, '', { 'last-event-id': change.id })
    const missed = await again.next('change')
    t.match(JSON.parse(missed.data), { kind: 'level', by: 'op', why: 'over' })

    await other.kill9()
    const gone = await events.next('change', ({ data }) => data.includes('"kind":"process"'))
    t.match(JSON.parse(gone.data), { kind: 'process', to: 'gone' })
  },
)

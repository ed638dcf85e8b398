// A real Prometheus over a real cluster: its counters are what the client counted, whatever happens to processes, and
// every panel of the board has data.
import { readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { startVendor } from '../../perf/fake-llm.js'
import { pause } from '../../src/clock.js'
import { packageRoot } from '../../src/root.js'
import { freePort, startRedis } from '../../tools/redis-server.js'
import { type Prometheus, startPrometheus } from '../support/deploy/prometheus.js'
import { type Server, startServer } from '../support/e2e/harness.js'

const TURNS = 'sum(max without (instance) (chat_turns_total))'

async function openStage(tap: Test) {
  const vendor = await startVendor()
  tap.teardown(() => vendor.close())
  const redis = await startRedis()
  tap.teardown(() => redis.stop())
  const port = await freePort()
  const env = {
    PORT: String(port),
    LLM_URL: vendor.url,
    REDIS_URL: redis.url,
    JWT_SECRET: 'e'.repeat(64),
    DATA_KEY: 'd'.repeat(64),
    ANSWER_BUDGET_MS: '10000',
    UID_RATE_PER_S: '0',
    RATE_PER_S: '0',
  }
  const startOne = () => startServer(tap, env)
  const servers = [await startOne(), await startOne()] as const
  return { redis, servers, startOne, prometheus: await startPrometheus(tap, port) }
}

/** Customers who ask one question after another until they are told to stop; the times of the answers they got. */
function load(tap: Test, server: Server) {
  const answeredAt: number[] = []
  const failed: unknown[] = []
  let isOver = false
  const customers = Array.from({ length: 8 }, async (_, i) => {
    const token = await server.token(`u${i}`)
    for (let n = 0; !isOver; n++) {
      const text =
        n % 2 === 0 ? '怎么申请退货' : `这件上衣的面料扎不扎，第 ${i} 位第 ${n} 次问，电话 13812345678`
      const { status } = await server.chat(token, { text }).catch(error => ({ status: error }))
      if (status === 200) answeredAt.push(Date.now())
      else failed.push(status)
      await pause(20)
    }
  })
  const stop = async () => {
    isOver = true
    await Promise.all(customers)
  }
  tap.teardown(stop)
  return { answeredAt, failed, stop }
}

/** What Prometheus counts once nothing changes any more. */
async function settled(prometheus: Prometheus, expected: number): Promise<number | undefined> {
  const value = () => prometheus.valueOf(TURNS)
  for (const giveUpAt = Date.now() + 15_000; Date.now() < giveUpAt; await pause(200)) {
    if ((await value()) === expected) break
  }
  // A count that is only passed through is no count.
  await pause(2_500)
  return value()
}

/** The expressions of the board by panel, for the job of the shipped configuration. */
function boardQueries(): [title: string, expression: string][] {
  const board = JSON.parse(readFileSync(new URL('deploy/grafana/rushdesk.json', packageRoot), 'utf8'))
  t.same(
    board.templating.list.map(({ name }: { name: string }) => name),
    ['datasource', 'job'],
  )
  type Panel = { title: string; datasource: { uid: string }; targets: { expr: string }[] }
  return (board.panels as Panel[]).flatMap(({ title, datasource, targets }) => {
    t.match(datasource.uid, /^\$\{datasource\}$/, title)
    return targets.map(({ expr }) => [title, expr.replaceAll('$job', 'rushdesk')] as [string, string])
  })
}

t.test(
  'Prometheus counts what the client counts, over a reload and a kill, and the board shows it',
  async t => {
    const { redis, servers, startOne, prometheus } = await openStage(t)
    const [one, other] = servers

    const calm = load(t, one)
    await pause(1_500)
    const third = await startOne()
    await other.stop()
    await pause(1_500)
    await calm.stop()
    t.same(calm.failed, [], 'a reload fails no turn')
    t.ok(calm.answeredAt.length > 100)
    t.equal(await settled(prometheus, calm.answeredAt.length), calm.answeredAt.length)

    const token = await one.token('u1')
    t.equal((await one.chat(token, { text: ' ' })).status, 422)
    for (const [title, expression] of boardQueries()) {
      let found = await prometheus.query(expression)
      // A refusal is one sample old, and a rate needs two.
      for (let i = 0; i < 20 && found.length === 0; i++) {
        await pause(250)
        if (i % 4 === 0) await one.chat(token, { text: ' ' })
        found = await prometheus.query(expression)
      }
      t.ok(found.length > 0 && found.every(({ value }) => Number.isFinite(value)), `${title}: ${expression}`)
    }

    const rough = load(t, one)
    await pause(2_500)
    const killedAt = Date.now()
    await third.kill9()
    await pause(1_500)
    await rough.stop()
    const all = calm.answeredAt.length + rough.answeredAt.length
    const counted = (await settled(prometheus, all)) ?? 0
    const lastWords = rough.answeredAt.filter(at => at > killedAt - 2_100 && at <= killedAt + 100).length
    t.ok(
      counted >= all - lastWords,
      `${counted} of ${all}, ${lastWords} of them within two seconds of the kill`,
    )
    t.ok(counted <= all + rough.failed.length, 'nothing is counted that nobody asked')
    t.equal(await prometheus.valueOf(`max(resets(bad_seconds_total[5m]))`), 0)
    t.equal(await prometheus.valueOf(`max(resets(chat_turns_total[5m]))`), 0, 'no count ever fell')

    const before = (await prometheus.valueOf('max(bad_seconds_total)')) ?? 0
    process.kill(redis.pid, 'SIGSTOP')
    await pause(1_000)
    const refused = await Promise.all(
      Array.from({ length: 10 }, (_, i) => one.chat(token, { text: `面料扎不扎，第 ${i} 次` })),
    )
    process.kill(redis.pid, 'SIGCONT')
    t.ok(refused.every(({ status }) => status === 503))
    for (let i = 0; i < 50 && (await prometheus.valueOf('max(bad_seconds_total)')) === before; i++)
      await pause(200)
    await pause(2_500)
    const bad = ((await prometheus.valueOf('max(bad_seconds_total)')) ?? 0) - before
    t.ok(bad >= 1 && bad <= 2, `${bad} seconds in which everybody was refused, counted once for the cluster`)
  },
)

// Clusters and strangers on one Redis: what others publish ends no process, and prefixes keep two clusters apart.
import { setTimeout as delay } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { startVendor } from '../../perf/fake-llm.js'
import { startRedis, startTcpRedis } from '../../tools/redis-server.js'
import { type Server, startServer } from '../support/e2e/harness.js'
import { startOneNodeCluster } from '../support/one-node-cluster.js'

const env = { DATA_KEY: 'd'.repeat(64), JWT_SECRET: 's'.repeat(64), UID_RATE_PER_S: '0', OVERLOAD: 'off' }
const text = '今天的快递怎么还没有到呀'

const strays = [
  ...['hello', '', 'null', '[]', '{}', '3', '{"kind":"wake"}', '{"kind":"toString"}', '{"kind":null}'],
  ...['{"level":9,"cause":"x","since":1}', '{"level":1}', '{"from":"x","message":null}'],
  '{"from":"x","message":{"kind":"landed","key":"k"}}',
]

t.test('messages that no process understands are dropped and counted, on every channel', async t => {
  const redis = await startRedis()
  t.teardown(() => redis.stop())
  const server = await startServer(t, { ...env, REDIS_URL: redis.url })
  const token = await server.token('u1')
  await server.chat(token, { text })
  const channels = (await redis.client.pubsub('CHANNELS')) as string[]
  t.ok(channels.length >= 6, channels.join(' '))
  for (const channel of channels) for (const stray of strays) await redis.client.publish(channel, stray)
  t.equal((await server.chat(token, { text })).status, 200, 'the process lives')
  const metrics = (await server.call('GET', '/metrics')).text
  for (const topic of ['wire', 'level', 'flights']) {
    t.match(metrics, new RegExp(`bus_messages_dropped_total{topic="${topic}"} [1-9]`))
  }
})

/** Redis refuses a user of the prefix whatever lies outside it, and keeps a list of what it refused. */
const userOf = (name: string) => ['ACL', 'SETUSER', name, 'on', '>pw', '+@all', `~${name}:*`, `&${name}:*`]

async function work(server: Server): Promise<string> {
  const admin = await server.token('op', { role: 'admin' })
  const token = await server.token('u1')
  await server.call('PUT', '/admin/level', { token: admin, body: { level: 2 } })
  const degraded = await server.chat(token, { text: '我的包裹被邻居拿走了找谁' })
  await server.call('PUT', '/admin/level', { token: admin, body: { level: 0 } })
  const { dialog_id } = degraded.json as { dialog_id: string }
  const headers = { 'Idempotency-Key': 'k1' }
  const keyed = await server.call('POST', '/chat', { token, headers, body: { text, dialog_id } })
  t.ok(keyed.status === 200 || keyed.status === 202, keyed.text)
  const { turn_id } = keyed.json as { turn_id: string }
  await server.call('GET', `/chat/${dialog_id}/turns/${turn_id}?wait=5`, { token })
  await server.call('DELETE', `/chat/${dialog_id}/turns/${turn_id}`, { token })
  await server.call('POST', '/v1/chat/completions', {
    token,
    body: { model: 'm', messages: [{ role: 'user', content: text }] },
  })
  for (const path of ['audit', 'reflux', 'status', 'hot']) {
    t.equal((await server.call('GET', `/admin/${path}`, { token: admin })).status, 200, path)
  }
  const erased = await server.call('DELETE', '/admin/customers/u1', { token: admin })
  t.match(erased.json, { dialogs: 2 }, 'the walk over all dialogs meets those under the prefix')
  return dialog_id
}

async function apart(t: Test, url: (user: string) => string): Promise<void> {
  const vendor = await startVendor({ latency: { kind: 'fixed', ms: 50 } })
  t.teardown(() => vendor.close())
  const start = (name: string) =>
    startServer(t, {
      ...env,
      LLM_URL: vendor.url,
      ANSWER_BUDGET_MS: '10',
      REDIS_URL: url(name),
      REDIS_PREFIX: `${name}:`,
    })
  const [one, two] = [await start('one'), await start('two')]
  await work(one)
  const admin = await one.token('op', { role: 'admin' })
  await one.call('PUT', '/admin/level', { token: admin, body: { level: 3 } })
  await delay(1_200)
  t.match((await two.call('GET', '/admin/level', { token: admin })).json, { mode: 'auto' })
  const status = (await two.call('GET', '/admin/status', { token: admin })).json as { processes: unknown[] }
  t.equal(status.processes.length, 1, 'the other cluster is not seen')
}

t.test('with prefixes two clusters on one Redis never meet, and nothing lies outside a prefix', async t => {
  const redis = await startTcpRedis()
  t.teardown(() => redis.stop())
  for (const name of ['one', 'two']) await redis.client.call(...(userOf(name) as [string]))
  await apart(t, name => `redis://${name}:pw@127.0.0.1:${redis.port}`)
  t.same(await redis.client.call('ACL', 'LOG'), [], 'Redis refused nothing')
  const outside = (await redis.client.keys('*')).filter(key => !/^(one|two):/.test(key))
  t.same(outside, [])
})

t.test('the same on Redis Cluster', async t => {
  const redis = await startOneNodeCluster()
  t.teardown(() => redis.stop())
  for (const name of ['one', 'two']) await redis.client.call(...(userOf(name) as [string]))
  await apart(t, name => `redis+cluster://${name}:pw@127.0.0.1:${redis.port}`)
  t.same(await redis.client.call('ACL', 'LOG'), [])
})

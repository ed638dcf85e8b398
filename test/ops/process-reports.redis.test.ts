import t from 'tap'
import { pause } from '../../src/clock.js'
import { createRedisProcessReports } from '../../src/ops/process-reports.redis.js'
import { reportKeys } from '../../src/redis/keys.js'
import { createScripts } from '../../src/redis/scripts.js'
import { startRedis } from '../../tools/redis-server.js'
import { reportsContract } from '../contracts/process-reports.js'
import { joinRedis } from '../support/redis-client.js'

const server = await startRedis()
t.teardown(() => server.stop())
t.beforeEach(() => server.client.flushall())

async function join(tap: unknown) {
  const { redis, write } = await joinRedis(server.url)
  ;(tap as typeof t).teardown(() => redis.close())
  return { redis, reports: createRedisProcessReports(createScripts(redis), write) }
}

reportsContract(t, async tap => ({ ...(await join(tap)), pass: pause }))

t.test('nothing outlives a cluster that is gone for long', async t => {
  const { reports } = await join(t)
  await reports.put('a', { sums: { x: 1 }, rest: null })
  await reports.put('b', { sums: { x: 1 }, rest: null })
  await reports.retire('a')
  for (const key of reportKeys) t.ok((await server.client.pttl(key)) > 0, key)
})

t.test('a Redis that is away throws store-away', async t => {
  const { redis, reports } = await join(t)
  await redis.close()
  for (const call of [reports.put('a', { sums: {}, rest: null }), reports.read(), reports.retire('a')]) {
    t.match(await call.catch((error: unknown) => error), { kind: 'store-away' })
  }
})

import t from 'tap'
import { pause } from '../../src/clock.js'
import { createRedisProcessReports } from '../../src/ops/process-reports.redis.js'
import { censusKeys } from '../../src/redis/keys.js'
import { createScripts } from '../../src/redis/scripts.js'
import { startRedis } from '../../tools/redis-server.js'
import { censusContract } from '../contracts/process-reports.js'
import { joinRedis } from '../support/redis-client.js'

const server = await startRedis()
t.teardown(() => server.stop())
t.beforeEach(() => server.client.flushall())

async function join(tap: unknown) {
  const { redis, write } = await joinRedis(server.url)
  ;(tap as typeof t).teardown(() => redis.close())
  return { redis, census: createRedisProcessReports(createScripts(redis), write) }
}

censusContract(t, async tap => ({ ...(await join(tap)), pass: pause }))

t.test('nothing outlives a cluster that is gone for long', async t => {
  const { census } = await join(t)
  await census.note('a', { sums: { x: 1 }, rest: null })
  await census.note('b', { sums: { x: 1 }, rest: null })
  await census.retire('a')
  for (const key of censusKeys) t.ok((await server.client.pttl(key)) > 0, key)
})

t.test('a Redis that is away is said so', async t => {
  const { redis, census } = await join(t)
  await redis.close()
  for (const call of [census.note('a', { sums: {}, rest: null }), census.read(), census.retire('a')]) {
    t.match(await call.catch((error: unknown) => error), { kind: 'store-away' })
  }
})

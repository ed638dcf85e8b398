import t from 'tap'
import { pause } from '../../src/clock.js'
import { createRedisLiveReports } from '../../src/live/reports.redis.js'
import { liveKey } from '../../src/redis/keys.js'
import { startRedis } from '../../tools/redis-server.js'
import { liveReportsContract } from '../contracts/live-reports.js'
import { reportOf } from '../support/live/samples.js'
import { joinRedis } from '../support/redis-client.js'

const server = await startRedis()
t.teardown(() => server.stop())
t.beforeEach(() => server.client.flushall())
const { redis, write } = await joinRedis(server.url)
t.teardown(() => redis.close())

liveReportsContract(t, async () => ({ reports: createRedisLiveReports(redis, write), pass: pause }))

t.test('a report of another version is left out', async t => {
  const [seconds] = await server.client.time()
  await server.client.hset(liveKey, 'c3', `${Number(seconds) * 1000} {"ws":1}`)
  const seen = await createRedisLiveReports(redis, write).exchange('b2', reportOf())
  t.same([...seen.keys()], ['b2'])
})

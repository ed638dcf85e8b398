import t from 'tap'
import { createRedisCountedSeconds } from '../../src/ops/counted-seconds.redis.js'
import { startRedis } from '../../tools/redis-server.js'
import { countedSecondsContract } from '../contracts/counted-seconds.js'
import { joinRedis } from '../support/redis-client.js'

const server = await startRedis()
t.teardown(() => server.stop())
t.beforeEach(() => server.client.flushall())

countedSecondsContract(t, async tap => {
  const { redis } = await joinRedis(server.url)
  ;(tap as typeof t).teardown(() => redis.close())
  return process => createRedisCountedSeconds(redis, process)
})

t.test('a counted second expires, and a Redis that is away is said so', async t => {
  const { redis } = await joinRedis(server.url)
  const counted = createRedisCountedSeconds(redis, 'a')
  await counted.isFirst(5)
  const [key = ''] = await server.client.keys('*')
  t.ok((await server.client.pttl(key)) > 0)
  await redis.close()
  t.match(await counted.isFirst(6).catch((error: unknown) => error), { kind: 'store-away' })
})

import t from 'tap'
import { createRedisSecondClaims } from '../../src/ops/second-claims.redis.js'
import { startRedis } from '../../tools/redis-server.js'
import { secondClaimsContract } from '../contracts/second-claims.js'
import { joinRedis } from '../support/redis-client.js'

const server = await startRedis()
t.teardown(() => server.stop())
t.beforeEach(() => server.client.flushall())

secondClaimsContract(t, async tap => {
  const { redis } = await joinRedis(server.url)
  ;(tap as typeof t).teardown(() => redis.close())
  return process => createRedisSecondClaims(redis, process)
})

t.test('a claim expires, and a Redis that is away is said so', async t => {
  const { redis } = await joinRedis(server.url)
  const claims = createRedisSecondClaims(redis, 'a')
  await claims.claim(5)
  const [key = ''] = await server.client.keys('*')
  t.ok((await server.client.pttl(key)) > 0)
  await redis.close()
  t.match(await claims.claim(6).catch((error: unknown) => error), { kind: 'store-away' })
})

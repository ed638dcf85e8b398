import t from 'tap'
import { createRedisTokenCounts } from '../../src/ladder/token-counts.redis.js'
import { tokensKey } from '../../src/redis/keys.js'
import { startRedis } from '../../tools/redis-server.js'
import { tokenCountsContract } from '../contracts/token-counts.js'
import { joinRedis } from '../support/redis-client.js'

const server = await startRedis()
t.teardown(() => server.stop())
t.beforeEach(() => server.client.flushall())
const { redis, write } = await joinRedis(server.url)
t.teardown(() => redis.close())

tokenCountsContract(t, async () => [
  createRedisTokenCounts(write, 'one'),
  createRedisTokenCounts(write, 'other'),
])

t.test('another day begins with nothing, and the last one goes by itself', async t => {
  const counts = createRedisTokenCounts(write, 'one')
  const tokens = new Map([['a', 5]])
  await counts.exchange({ number: 9, tokens })
  await server.client.hincrby(tokensKey, 'day', -1)
  t.equal((await counts.exchange({ number: 1, tokens })).get('a'), 5)
  const left = await server.client.pttl(tokensKey)
  t.ok(left > 86_400_000 && left <= 172_800_000, `${left}`)
})

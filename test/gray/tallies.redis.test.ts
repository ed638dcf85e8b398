import t from 'tap'
import { KEPT_MS } from '../../src/gray/tallies.js'
import { createRedisGrayTallies } from '../../src/gray/tallies.redis.js'
import { grayKeys } from '../../src/redis/keys.js'
import { startRedis } from '../../tools/redis-server.js'
import { grayTalliesContract } from '../contracts/gray-tallies.js'
import { joinRedis } from '../support/redis-client.js'

const server = await startRedis()
t.teardown(() => server.stop())
t.beforeEach(() => server.client.flushall())
const one = await joinRedis(server.url)
const other = await joinRedis(server.url)
for (const { redis } of [one, other]) t.teardown(() => redis.close())

grayTalliesContract(t, async () => [createRedisGrayTallies(one.write), createRedisGrayTallies(other.write)])

t.test('the time of a watch is that of Redis, and counters without additions are dropped', async t => {
  const tallies = createRedisGrayTallies(one.write)
  const [sums, recent] = grayKeys('r')
  await tallies.exchange('r', { counts: { 'c:turns': 1 }, recent: '1' })
  await server.client.hincrby(sums, 'since', -180_000)
  const { elapsedMs } = await tallies.exchange('r', { counts: {}, recent: '' })
  t.ok(elapsedMs >= 180_000 && elapsedMs < 185_000, `${elapsedMs}`)
  for (const key of [sums, recent]) {
    const left = await server.client.pttl(key)
    t.ok(left > 0 && left <= KEPT_MS, key)
  }
})

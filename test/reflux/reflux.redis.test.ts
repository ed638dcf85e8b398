import t from 'tap'
import { refluxLimits } from '../../src/reflux/reflux.js'
import { createRedisReflux } from '../../src/reflux/reflux.redis.js'
import { startRedis } from '../../tools/redis-server.js'
import { allOf, refluxContract } from '../contracts/reflux.js'
import { joinRedis } from '../support/redis-client.js'
import { entryOf } from '../support/reflux/samples.js'

const server = await startRedis()
t.teardown(() => server.stop())
t.beforeEach(() => server.client.flushall())

refluxContract(t, async (tap, limits) => {
  const { redis, write } = await joinRedis(server.url)
  ;(tap as typeof t).teardown(() => redis.close())
  return createRedisReflux(redis.commands, write, limits)
})

t.test('after forgetting, nothing of the dialog is left in Redis', async t => {
  const { redis, write } = await joinRedis(server.url)
  t.teardown(() => redis.close())
  const reflux = createRedisReflux(redis.commands, write, refluxLimits)
  const entry = entryOf()
  await reflux.add(entry)
  await reflux.forget(entry.dialogId)
  t.same(await server.client.keys('*'), [])
})

t.test('a Redis that is away is said so', async t => {
  const { redis, write } = await joinRedis(server.url)
  const reflux = createRedisReflux(redis.commands, write, refluxLimits)
  await redis.close()
  for (const call of [reflux.add(entryOf()), reflux.next(), reflux.forget('x'), allOf(reflux)]) {
    t.match(await call.catch((error: unknown) => error), { kind: 'store-away' })
  }
})

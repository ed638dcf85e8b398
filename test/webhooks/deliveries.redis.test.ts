import t from 'tap'
import { pause } from '../../src/clock.js'
import { deliveryLimits } from '../../src/webhooks/deliveries.js'
import { createRedisDeliveries } from '../../src/webhooks/deliveries.redis.js'
import { startRedis } from '../../tools/redis-server.js'
import { deliveriesContract, deliveryOf } from '../contracts/deliveries.js'
import { joinRedis } from '../support/redis-client.js'

const server = await startRedis()
t.teardown(() => server.stop())
t.beforeEach(() => server.client.flushall())

deliveriesContract(t, async (tap, limits) => {
  const { redis, write } = await joinRedis(server.url)
  ;(tap as typeof t).teardown(() => redis.close())
  return {
    deliveries: createRedisDeliveries({ commands: redis.commands, write, onStray: () => undefined }, limits),
    pass: pause,
  }
})

t.test('a delivered event leaves nothing but its mark', async t => {
  const { redis, write } = await joinRedis(server.url)
  t.teardown(() => redis.close())
  const deliveries = createRedisDeliveries(
    { commands: redis.commands, write, onStray: () => undefined },
    deliveryLimits,
  )
  for (const version of [1, 2]) await deliveries.add(deliveryOf(version))
  for (const version of [1, 2]) await deliveries.settle(deliveryOf(version))
  await deliveries.due('shop', 1)
  t.same(await server.client.keys('*'), ['{hooks}:marks'])
})

t.test('a Redis that is away throws store-away', async t => {
  const { redis, write } = await joinRedis(server.url)
  const deliveries = createRedisDeliveries(
    { commands: redis.commands, write, onStray: () => undefined },
    deliveryLimits,
  )
  await redis.close()
  const delivery = deliveryOf(1)
  const calls = [
    deliveries.add(delivery),
    deliveries.endpoints(),
    deliveries.due('shop', 1),
    deliveries.settle(delivery),
    deliveries.dead(0, 1),
    deliveries.trim(),
    deliveries.erase('d', 'e'),
  ]
  for (const call of calls) t.match(await call.catch((error: unknown) => error), { kind: 'store-away' })
})

import t from 'tap'
import { pause } from '../../src/clock.js'
import { createRedisLeases } from '../../src/hot/leases.redis.js'
import { startRedis } from '../../tools/redis-server.js'
import { leasesContract } from '../contracts/leases.js'
import { joinRedis } from '../support/redis-client.js'

const server = await startRedis()
t.teardown(() => server.stop())
t.beforeEach(() => server.client.flushall())

leasesContract(t, async tap => {
  const processes = [await joinRedis(server.url), await joinRedis(server.url)]
  ;(tap as typeof t).teardown(() => Promise.all(processes.map(({ redis }) => redis.close())))
  let joined = 0
  return {
    join(processId) {
      const process = processes[joined++ % 2] as (typeof processes)[number]
      return createRedisLeases({ ...process, processId })
    },
    pass: pause,
  }
})

t.test('a Redis that is away throws store-away', async t => {
  const { redis, write } = await joinRedis(server.url)
  const leases = createRedisLeases({ redis, write, processId: 'a' })
  await redis.close()
  const calls = [
    leases.acquire('k'),
    leases.renew('k'),
    leases.release('k'),
    leases.send('b', { kind: 'want', key: 'k' }),
  ]
  for (const call of calls) {
    t.match(await call.catch((error: unknown) => error), { kind: 'store-away' })
  }
})

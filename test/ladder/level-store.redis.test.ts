import t from 'tap'
import { pause } from '../../src/clock.js'
import { createRedisLevelStore } from '../../src/ladder/level-store.redis.js'
import { wellSince } from '../../src/ladder/next-level.js'
import { levelChannel } from '../../src/redis/keys.js'
import { startRedis } from '../../tools/redis-server.js'
import { boardContract } from '../contracts/level-store.js'
import { quiet } from '../support/ladder/samples.js'
import { joinRedis } from '../support/redis-client.js'

const server = await startRedis()
t.teardown(() => server.stop())
t.beforeEach(() => server.client.flushall())

const strays: string[] = []

async function join(tap: unknown) {
  const { redis, write } = await joinRedis(server.url)
  ;(tap as typeof t).teardown(() => redis.close())
  return {
    redis,
    levelStore: createRedisLevelStore({ redis, write, onStray: topic => void strays.push(topic) }),
  }
}

boardContract(t, async tap => ({ levelStore: (await join(tap)).levelStore, pass: pause }))

t.test('every process hears the state that one moved to', async t => {
  const one = await join(t)
  const two = await join(t)
  const heard = new Promise(resolve => two.levelStore.listen(resolve))
  await two.redis.subscriber.subscribe(levelChannel)
  await one.levelStore.move((await one.levelStore.exchange('a', quiet)).stamp, wellSince(5))
  t.same(await heard, wellSince(5))
})

t.test('a Redis that is away throws store-away', async t => {
  const { redis, levelStore } = await join(t)
  await redis.close()
  for (const call of [
    levelStore.exchange('a', quiet),
    levelStore.move('', wellSince(1)),
    levelStore.remove('a'),
  ]) {
    t.match(await call.catch((error: unknown) => error), { kind: 'store-away' })
  }
})

t.test('reports and states that cannot be read are left out, and the level goes on', async t => {
  const { levelStore } = await join(t)
  await levelStore.exchange('a', quiet)
  strays.length = 0
  await server.client.hset('{board}', {
    state: 'hello',
    'r:stray': 'without a time',
    'r:other': `${Date.now()} {"turns":"many"}`,
  })
  const { state, reports, stamp } = await levelStore.exchange('a', quiet)
  t.equal(state, undefined)
  t.same([...reports.keys()], ['a'])
  t.same(strays.sort(), ['level-report', 'level-state'])
  t.equal(await levelStore.move(stamp, wellSince(5)), true)
  t.same((await levelStore.exchange('a', quiet)).state, wellSince(5))
})

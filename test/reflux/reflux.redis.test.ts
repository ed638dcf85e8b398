import t from 'tap'
import { pause } from '../../src/clock.js'
import { refluxLimits } from '../../src/reflux/reflux.js'
import { createRedisReflux } from '../../src/reflux/reflux.redis.js'
import { startRedis } from '../../tools/redis-server.js'
import { allOf, refluxContract } from '../contracts/reflux.js'
import { joinRedis } from '../support/redis-client.js'
import { entryOf } from '../support/reflux/samples.js'

const strays: string[] = []
const onStray = (topic: string) => void strays.push(topic)
const server = await startRedis()
t.teardown(() => server.stop())
t.beforeEach(() => server.client.flushall())

refluxContract(t, async (tap, limits) => {
  const { redis, write } = await joinRedis(server.url)
  ;(tap as typeof t).teardown(() => redis.close())
  const { commands } = redis
  return { reflux: createRedisReflux({ commands, write, onStray }, limits), pass: pause }
})

t.test('after forgetting, nothing of the dialog is left in Redis', async t => {
  const { redis, write } = await joinRedis(server.url)
  t.teardown(() => redis.close())
  const reflux = createRedisReflux({ commands: redis.commands, write, onStray }, refluxLimits)
  const entry = entryOf()
  await reflux.add(entry)
  await reflux.erase(entry.dialogId)
  t.same(await server.client.keys('*'), [])
})

t.test('a Redis that is away throws store-away', async t => {
  const { redis, write } = await joinRedis(server.url)
  const reflux = createRedisReflux({ commands: redis.commands, write, onStray }, refluxLimits)
  await redis.close()
  for (const call of [
    reflux.add(entryOf()),
    reflux.next(),
    reflux.erase('x'),
    reflux.trim(),
    allOf(reflux),
  ]) {
    t.match(await call.catch((error: unknown) => error), { kind: 'store-away' })
  }
})

t.test('entries that cannot be read are left out, and keep none behind them waiting', async t => {
  const { redis, write } = await joinRedis(server.url)
  t.teardown(() => redis.close())
  const reflux = createRedisReflux({ commands: redis.commands, write, onStray }, refluxLimits)
  const [one, mixed] = [entryOf(), entryOf()]
  const stray = async (dialogId: string, text: string) => {
    await server.client.hset('{reflux}', dialogId, text)
    for (const index of ['{reflux}:all', '{reflux}:waiting']) {
      await server.client.zadd(index, 'NX', Date.now() - 1_000, dialogId)
    }
  }
  for (const [i, text] of ['hello', 'null', '{"at":1}', '[]', ''].entries()) await stray(`s${i}`, text)
  await server.client.zadd('{reflux}:waiting', 1, 'without a row')
  await reflux.add(one)
  await stray(
    mixed.dialogId,
    `{"question":5}\n${JSON.stringify(mixed)}\n${JSON.stringify({ ...mixed, at: '1' })}`,
  )
  strays.length = 0
  t.same(await allOf(reflux), [mixed, one])
  const count = strays.length
  t.ok(count >= 6, `${count} strays`)
  for (const expected of [mixed, one]) {
    const row = await reflux.next()
    t.same(row?.entries, [expected])
    if (row) await reflux.settle(row, row.entries)
  }
  t.equal(await reflux.next(), undefined)
})

t.test('what is kept too long leaves nothing in Redis', async t => {
  const { redis, write } = await joinRedis(server.url)
  t.teardown(() => redis.close())
  const reflux = createRedisReflux(
    { commands: redis.commands, write, onStray },
    { ...refluxLimits, ageMs: 1 },
  )
  for (let i = 0; i < 3; i++) await reflux.add(entryOf())
  await pause(2)
  await reflux.trim()
  t.same(await server.client.keys('*'), [])
})

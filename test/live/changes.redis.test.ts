import t from 'tap'
import { createRedisChanges } from '../../src/live/changes.redis.js'
import { changeKeys } from '../../src/redis/keys.js'
import { startRedis } from '../../tools/redis-server.js'
import { changesContract } from '../contracts/changes.js'
import { joinRedis } from '../support/redis-client.js'

const server = await startRedis()
t.teardown(() => server.stop())
t.beforeEach(() => server.client.flushall())
const { redis, write } = await joinRedis(server.url)
t.teardown(() => redis.close())

changesContract(t, async () => ({
  changes: createRedisChanges(redis, write),
  // Redis lets the mark expire; the test deletes it.
  forgetNames: async () => void (await server.client.del(changeKeys('same')[1])),
}))

t.test('a value that is no change is left out, and a mark expires', async t => {
  const changes = createRedisChanges(redis, write)
  const [stream, mark] = changeKeys('n')
  await server.client.xadd(stream, '*', 'c', '{"kind":1}')
  await server.client.xadd(stream, '*', 'x', 'not json')
  await changes.add({ kind: 'faq', by: 'op', from: 1, to: 2, why: '' }, 'n')
  t.equal((await changes.after('')).length, 1)
  t.ok((await server.client.pttl(mark)) > 0)
})

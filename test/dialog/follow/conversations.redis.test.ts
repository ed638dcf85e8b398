import t from 'tap'
import { createRedisConversations } from '../../../src/dialog/follow/conversations.redis.js'
import { startRedis } from '../../../tools/redis-server.js'
import { conversationsContract, ttlMs } from '../../contracts/conversations.js'
import { joinRedis } from '../../support/redis-client.js'

const server = await startRedis()
t.teardown(() => server.stop())
const processes = [await joinRedis(server.url), await joinRedis(server.url)]
t.teardown(() => Promise.all(processes.map(({ redis }) => redis.close())))
t.beforeEach(() => server.client.flushall())

const [one, two] = ['1'.repeat(32), '2'.repeat(32)]
const [a, b] = ['a'.repeat(12), 'b'.repeat(12)]
const ann = { owner: 'ann' }
const deleted = new Set<string>()

function join(process: number) {
  const own = processes[process] as (typeof processes)[number]
  return createRedisConversations({ ...own, isErased: async (id: string) => deleted.has(id) }, ttlMs)
}

conversationsContract(t, async () => ({
  join: () => join(0),
  expire: async () => void (await server.client.pexpire('talks:ann', 0)),
}))

t.test('a conversation that one process notes is found and continued by another', async t => {
  const [here, there] = [join(0), join(1)]
  await here.remember(ann, one, a)
  await there.remember(ann, two, a)
  await there.remember(ann, one, b)
  t.equal(await here.find(ann, [a, b]), one)
})

t.test('a dialog that was deleted before it was noted is not kept', async t => {
  deleted.add(two)
  await join(0).remember(ann, two, a)
  t.same(await server.client.keys('*'), [])
})

t.test('a Redis that is away throws store-away', async t => {
  const { redis, write } = await joinRedis(server.url)
  const conversations = createRedisConversations({ redis, write, isErased: async () => false }, ttlMs)
  await redis.close()
  for (const call of [
    conversations.find(ann, [a]),
    conversations.remember(ann, one, a),
    conversations.erase(ann),
  ]) {
    t.match(await call.catch((error: unknown) => error), { kind: 'store-away' })
  }
})

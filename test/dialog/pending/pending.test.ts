import t from 'tap'
import { openStore } from '../../../perf/load/dialog-store.js'
import { newId } from '../../../perf/load/dialog-turns.js'
import { pause } from '../../../src/clock.js'
import { createMemoryPending } from '../../../src/dialog/pending/pending.memory.js'
import { createRedisPending } from '../../../src/dialog/pending/pending.redis.js'
import { pendingGroup, pendingKey } from '../../../src/redis/keys.js'
import { unreplicated } from '../../../src/redis/wait-replicas.js'
import { startRedis } from '../../../tools/redis-server.js'
import { pendingContract } from '../../contracts/pending.js'
import { fakeClock } from '../../support/dialog/fake-time.js'

t.test('memory', async t => {
  pendingContract(t, async () => {
    const clock = fakeClock()
    return { pending: createMemoryPending(clock), pass: async ms => clock.move(ms) }
  })
})

t.test('Redis', async t => {
  const server = await startRedis()
  const store = await openStore(server.url)
  t.teardown(async () => {
    await store.close()
    await server.stop()
  })
  pendingContract(t, async () => {
    await server.client.flushall()
    return { pending: createRedisPending(store.write, unreplicated), pass: pause }
  })

  t.test('an entry is the promoter’s from the moment it exists', async t => {
    const processId = newId()
    const pending = createRedisPending(store.write, unreplicated)
    const entryId = await pending.promote({ dialogId: newId(), turnId: newId(), traceparent: '' }, processId)
    const owned = await server.client.xpending(pendingKey, pendingGroup, '-', '+', 10)
    t.match(owned, [[entryId, processId]])
    await pending.strike([entryId])
    t.equal(await server.client.xlen(pendingKey), 0)
  })
})

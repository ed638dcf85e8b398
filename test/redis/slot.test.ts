import t from 'tap'
import { slotOf } from '../../src/redis/slot.js'
import { startTcpRedis } from '../../tools/redis-server.js'

t.test('a key is where Redis says it is', async t => {
  const server = await startTcpRedis(['--cluster-enabled', 'yes'])
  t.teardown(() => server.stop())
  for (const key of ['a', '123456789', '{pending}', 'd:{0f3a}', 'd:{0f3a}:t', 'x{}y', '{', '顾客']) {
    t.equal(slotOf(key), await server.client.call('CLUSTER', 'KEYSLOT', key), key)
  }
})

import t from 'tap'
import { changeKeys, dialogKey, grayKeys } from '../../src/redis/keys.js'
import { moveToSlot, slotOf, slotOfTag } from '../../src/redis/slot.js'
import { startTcpRedis } from '../../tools/redis-server.js'
import { oneSlot } from '../support/redis-client.js'

t.test('a key is where Redis says it is', async t => {
  const server = await startTcpRedis(['--cluster-enabled', 'yes'])
  t.teardown(() => server.stop())
  for (const key of ['a', '123456789', '{pending}', 'd:{0f3a}', 'd:{0f3a}:t', 'x{}y', '{', '顾客']) {
    t.equal(slotOf(key), await server.client.call('CLUSTER', 'KEYSLOT', key), key)
  }
})

t.test('the last digits of an id put it into any slot', t => {
  const id = '0123456789abcdef0123456789abcdef'
  const ids = Array.from({ length: 16_384 }, (_, slot) => moveToSlot(id, slot))
  t.same(
    ids.filter((one, slot) => slotOfTag(one) !== slot || !/^0123456789abcdef0123456789[0-7]{6}$/.test(one)),
    [],
  )
  t.end()
})

t.test('the tests of a backend refuse a script whose keys a Redis Cluster would keep apart', async t => {
  const run = oneSlot(async () => 'a')
  t.equal(await run('change_add', changeKeys('level'), [0, '{}', 1, 1]), 'a')
  t.equal(await run('gray_exchange', grayKeys('r'), [0, '', '', 20, 1]), 'a')
  await t.rejects(run('change_add', [changeKeys('level')[0], dialogKey('0f3a')], [0]), /several slots/)
})

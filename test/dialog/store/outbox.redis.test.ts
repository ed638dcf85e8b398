import t from 'tap'
import { openStore } from '../../../perf/load/dialog-store.js'
import { limits, never, newId, owner, turnOf, writeOf } from '../../../perf/load/dialog-turns.js'
import { pause } from '../../../src/clock.js'
import { createRedisOutbox } from '../../../src/dialog/store/outbox.redis.js'
import { opinionLimits } from '../../../src/feedback/opinions.js'
import { createRedisOpinions } from '../../../src/feedback/opinions.redis.js'
import { dialogKey } from '../../../src/redis/keys.js'
import { startRedis } from '../../../tools/redis-server.js'
import { outboxContract } from '../../contracts/outbox.js'

const server = await startRedis()
const store = await openStore(server.url)
t.teardown(async () => {
  await store.close()
  await server.stop()
})
const { commands } = store.client
const outbox = createRedisOutbox({ ...store, commands })

outboxContract(t, async own => ({
  dialogs: store.dialogs(own),
  handovers: store.handovers(own),
  outbox,
  pass: pause,
  opinions: createRedisOpinions({ ...store, commands, onStray: () => undefined }, opinionLimits),
}))

t.test('events take no key of their own and leave the life of their dialog as it was', async t => {
  const { dialogId } = turnOf()
  await store.dialogs(limits).commit(writeOf(turnOf({ dialogId }), ''), never)
  const ends = await server.client.pexpiretime(dialogKey(dialogId))
  await outbox.keep(dialogId, owner, 'a')
  t.equal(await server.client.pexpiretime(dialogKey(dialogId)), ends)
  t.same((await server.client.keys(`*${dialogId}*`)).sort(), [`d:{${dialogId}}`, `d:{${dialogId}}:t`])
  await outbox.done(dialogId, 1)
  const fields = await server.client.hkeys(dialogKey(dialogId))
  t.same(fields.filter(field => /^(e\d|moved|events)/.test(field)).sort(), ['events', 'moved'])
})

t.test('the oldest of too many announced acts are forgotten', async t => {
  await server.client.del('{outbox}')
  const acts = Array.from({ length: 5 }, () => ({ dialogId: newId(), actId: newId() }))
  for (const { dialogId, actId } of acts) {
    await store.write('outbox_announce', ['{outbox}'], [`${dialogId}:${actId}`, 3])
    await pause(2)
  }
  t.same(await outbox.left(0, 10), acts.slice(-3))
})

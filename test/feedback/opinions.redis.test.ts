import t from 'tap'
import { openStore } from '../../perf/load/dialog-store.js'
import { limits, never, newId, owner, turnOf, writeOf } from '../../perf/load/dialog-turns.js'
import { pause } from '../../src/clock.js'
import { opinionLimits } from '../../src/feedback/opinions.js'
import { createRedisOpinions } from '../../src/feedback/opinions.redis.js'
import { startRedis } from '../../tools/redis-server.js'
import { opinionsContract } from '../contracts/opinions.js'

const server = await startRedis()
const store = await openStore(server.url)
t.teardown(async () => {
  await store.close()
  await server.stop()
})
t.beforeEach(() => server.client.flushall())

const strays: string[] = []
const onStray = (topic: string) => strays.push(topic)
const open = (bounds = opinionLimits) =>
  createRedisOpinions(
    { commands: store.client.commands, run: store.run, write: store.write, onStray },
    bounds,
  )

opinionsContract(t, async (_t, dialogLimits, bounds) => ({
  dialogs: store.dialogs(dialogLimits),
  opinions: open(bounds),
  pass: pause,
}))

t.test('an opinion adds no key to its dialog and leaves its life as it was', async t => {
  const turn = turnOf()
  await store.dialogs(limits).commit(writeOf(turn, ''), never)
  const before = await server.client.pexpiretime(`d:{${turn.dialogId}}`)
  const opinion = { kind: 'rating', turnId: newId(), shop: 'main', source: 'llm', variant: 'stable' } as const
  await open().keep({ dialogId: turn.dialogId, owner, opinion: { ...opinion, score: 1 } })
  t.equal(await server.client.pexpiretime(`d:{${turn.dialogId}}`), before)
  t.same(
    (await server.client.keys('*')).filter(key => !key.startsWith(`d:{${turn.dialogId}}`)),
    ['{opinions}'],
  )
})

t.test('a field that is no opinion is left out and counted', async t => {
  const turn = turnOf()
  await store.dialogs(limits).commit(writeOf(turn, ''), never)
  const opinion = { kind: 'rating', turnId: newId(), shop: 'main', source: 'llm', variant: 'stable' } as const
  await open().keep({ dialogId: turn.dialogId, owner, opinion: { ...opinion, score: 1 } })
  for (const text of ['', 'x', '1 {}', '1 null']) {
    await server.client.hset(`d:{${turn.dialogId}}`, `r${newId()}`, text)
  }
  for await (const { opinions } of open().all()) t.match(opinions, [{ score: 1 }])
  t.same(strays.splice(0), Array(4).fill('opinion'))
})

t.test('the index forgets the dialogs that are gone when somebody reads it', async t => {
  const turn = turnOf()
  const dialogs = store.dialogs(limits)
  await dialogs.commit(writeOf(turn, ''), never)
  const opinion = { kind: 'rating', turnId: newId(), shop: 'main', source: 'llm', variant: 'stable' } as const
  await open().keep({ dialogId: turn.dialogId, owner, opinion: { ...opinion, score: 1 } })
  await dialogs.erase(turn.dialogId, owner)
  for await (const _ of open().all()) t.fail('nothing is left')
  t.equal(await server.client.exists('{opinions}'), 0)
})

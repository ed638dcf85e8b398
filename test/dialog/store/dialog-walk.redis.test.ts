import t from 'tap'
import { openStore } from '../../../perf/load/dialog-store.js'
import { limits, never, owner, turnOf, writeOf } from '../../../perf/load/dialog-turns.js'
import { wishOf } from '../../../perf/load/seat-acts.js'
import { dialogKey } from '../../../src/redis/keys.js'
import { startRedis, startTcpRedis } from '../../../tools/redis-server.js'
import { dialogWalkContract } from '../../contracts/dialog-walk.js'

const server = await startRedis()
const store = await openStore(server.url)
t.teardown(async () => {
  await store.close()
  await server.stop()
})

dialogWalkContract(t, async own => ({
  dialogs: store.dialogs(own),
  handovers: store.handovers(own),
  walk: store.walk,
}))

t.test('a dialog of an earlier build has no shop until a person is asked for', async t => {
  const turn = turnOf()
  await store.dialogs(limits).commit(writeOf(turn, ''), never)
  await server.client.hdel(dialogKey(turn.dialogId), 'shop')
  const found = { dialogId: turn.dialogId, owner }
  t.same(await store.walk.find(turn.dialogId), {
    ...found,
    shop: undefined,
    wasHanded: false,
    isAtDesk: false,
  })
  await store.handovers(limits).queue(wishOf(turn.dialogId))
  t.same(await store.walk.find(turn.dialogId), { ...found, shop: 'main', wasHanded: true, isAtDesk: true })
})

t.test('over Redis Cluster a walk finds the same', async t => {
  const cluster = await startTcpRedis(['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1'])
  t.teardown(() => cluster.stop())
  await cluster.client.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383')
  while (!String(await cluster.client.call('CLUSTER', 'INFO')).includes('cluster_state:ok'))
    await new Promise(setImmediate)
  const there = await openStore(`redis+cluster://127.0.0.1:${cluster.port}`)
  t.teardown(() => there.close())
  const turns = [turnOf(), turnOf(), turnOf()]
  for (const turn of turns) await there.dialogs(limits).commit(writeOf(turn, ''), never)
  const found: string[] = []
  for await (const page of there.walk.pages()) found.push(...page.map(({ dialogId }) => dialogId))
  t.same(found.sort(), turns.map(({ dialogId }) => dialogId).sort())
})

import t from 'tap'
import { openStore } from '../../../perf/load/dialog-store.js'
import { limits, never, newId, owner, turnOf, writeOf } from '../../../perf/load/dialog-turns.js'
import { startRedis } from '../../../tools/redis-server.js'
import { servicesContract } from '../../contracts/services.js'

const server = await startRedis()
const store = await openStore(server.url)
t.teardown(async () => {
  await store.close()
  await server.stop()
})

servicesContract(t, async own => ({
  dialogs: store.dialogs(own),
  handovers: store.handovers(own),
  services: store.services,
}))

t.test('an invitation that has ended is not shown', async t => {
  const turn = turnOf()
  const dialogs = store.dialogs(limits)
  await dialogs.commit(writeOf(turn, ''), never)
  const invite = (expiresAt: number) =>
    server.client.hset(`d:{${turn.dialogId}}`, 'invite', `${newId()} ${expiresAt}`)
  await invite(Date.now() + 60_000)
  t.match(await dialogs.read(turn.dialogId, owner, never), { invitation: { expiresAt: Number } })
  await invite(Date.now() - 60_000)
  t.equal((await dialogs.read(turn.dialogId, owner, never))?.invitation, undefined)
})

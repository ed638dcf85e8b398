// On a Redis Cluster the dialogs of a customer are found by the slot of their owner, and by a walk wherever one of an older
// version may lie elsewhere.
import t from 'tap'
import { openStore, type Store } from '../../../perf/load/dialog-store.js'
import { limits, never, newId, turnOf, writeOf } from '../../../perf/load/dialog-turns.js'
import { pause } from '../../../src/clock.js'
import type { Dialogs } from '../../../src/dialog/store/dialogs.js'
import { dialogKey, homesKey } from '../../../src/redis/keys.js'
import { moveToSlot, slotOfTag } from '../../../src/redis/slot.js'
import { startRedis } from '../../../tools/redis-server.js'
import { startOneNodeCluster } from '../../support/one-node-cluster.js'

/** Longer than two lives of a dialog, and half of it is shorter. */
const LONG_AGO_MS = 3 * limits.handedTtlMs

const server = await startOneNodeCluster()
const address = `127.0.0.1:${server.port}`
const store = await openStore(`redis+cluster://${address}`)
t.teardown(async () => {
  await store.close()
  await server.stop()
})

/** The dialogs of a process, and the reasons of its walks. */
function processOf(of: Store) {
  const walks: string[] = []
  return { dialogs: of.dialogs(limits, reason => walks.push(reason)), walks }
}

/** Every process has put new dialogs into their owners' slots for long. */
const settle = () => server.client.set(homesKey, Date.now() - LONG_AGO_MS)

async function open(dialogs: Dialogs, owner: string, dialogId = dialogs.idFor(owner, newId())) {
  await dialogs.commit(writeOf(turnOf({ owner, dialogId }), ''), never)
  return dialogId
}

async function found(dialogs: Dialogs, owner: string): Promise<Set<string>> {
  const ids = new Set<string>()
  for await (const dialogId of dialogs.ownedBy(owner)) ids.add(dialogId)
  return ids
}

t.test('they are found without a walk', async t => {
  await settle()
  const { dialogs, walks } = processOf(store)
  const owner = newId()
  const mine = [await open(dialogs, owner), await open(dialogs, owner)]
  await open(dialogs, newId())
  await server.client.hset(dialogKey(dialogs.idFor(owner, newId())), 'owner', newId())
  await server.client.config('RESETSTAT')
  t.same(await found(dialogs, owner), new Set(mine))
  t.same(walks, [])
  t.notMatch(await server.client.info('commandstats'), /cmdstat_scan/)
})

t.test('while dialogs may live that an older version opened, all dialogs are walked', async t => {
  const { dialogs, walks } = processOf(store)
  const owner = newId()
  const mine = await open(dialogs, owner)
  await server.client.set(homesKey, Date.now() - LONG_AGO_MS / 2)
  t.same(await found(dialogs, owner), new Set([mine]))
  await server.client.del(homesKey)
  t.same(await found(dialogs, owner), new Set([mine]), 'nobody knows since when')
  t.same(walks, ['dialogs of an older version may live', 'dialogs of an older version may live'])
})

t.test('a dialog of an older version that goes on is found as well', async t => {
  await settle()
  const { dialogs, walks } = processOf(store)
  const owner = newId()
  const elsewhere = (slotOfTag(owner) + 1) % 16_384
  const older = await open(dialogs, owner, moveToSlot(newId(), elsewhere))
  while (Date.now() - Number(await server.client.get(homesKey)) > LONG_AGO_MS / 2) await pause(1)
  t.same(await found(dialogs, owner), new Set([older]))
  t.same(walks, ['dialogs of an older version may live'])
})

t.test('a slot with very many keys is not asked for all of them at once', async t => {
  await settle()
  const { dialogs, walks } = processOf(store)
  const owner = newId()
  const mine = await open(dialogs, owner)
  const others = Array.from({ length: 5_000 }, (_, n) => [`other${n}:{${owner}}`, ''])
  await server.client.mset(...others.flat())
  t.same(await found(dialogs, owner), new Set([mine]))
  t.same(walks, ['the slot of the customer has too many keys'])
  await server.client.del(...others.map(([name = '']) => name))
})

t.test('where Redis does not tell the keys of a slot, all dialogs are walked', async t => {
  await settle()
  const rules = ['on', '>pw', '~*', '&*', '+@all', '-cluster|getkeysinslot']
  await server.client.call('ACL', 'SETUSER', 'limited', ...rules)
  const limited = await openStore(`redis+cluster://limited:pw@${address}`)
  t.teardown(() => limited.close())
  const { dialogs, walks } = processOf(limited)
  const owner = newId()
  const mine = await open(dialogs, owner)
  t.same(await found(dialogs, owner), new Set([mine]))
  t.same(walks, ['Redis does not tell the keys of a slot'])
})

t.test('a single Redis is walked', async t => {
  const single = await startRedis()
  const own = await openStore(single.url)
  t.teardown(async () => {
    await own.close()
    await single.stop()
  })
  const { dialogs, walks } = processOf(own)
  const owner = newId()
  const mine = await open(dialogs, owner)
  t.same(await found(dialogs, owner), new Set([mine]))
  t.same(walks, ['only a Redis Cluster has slots'])
})

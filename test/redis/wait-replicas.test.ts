import t, { type Test } from 'tap'
import { connectRedis, untilReady } from '../../src/redis/client.js'
import { createWaitReplicas } from '../../src/redis/wait-replicas.js'
import { startTcpRedis } from '../../tools/redis-server.js'
import { quietly } from '../support/redis-client.js'

const { steady } = quietly

async function masterAndReplica(t: Test) {
  const master = await startTcpRedis(['--repl-diskless-sync-delay', '0'])
  const replica = await startTcpRedis(['--replicaof', '127.0.0.1', String(master.port)])
  const client = connectRedis({ kind: 'single', url: master.url }, quietly)
  t.teardown(async () => {
    await client.close()
    await replica.stop()
    await master.stop()
  })
  await untilReady(client.commands, AbortSignal.timeout(10_000))
  // Online is what the master calls a replica that may still be loading; one that acknowledges a write is there.
  await master.client.set('first', 'write')
  while ((await master.client.wait(1, 1_000)) < 1) await new Promise(setImmediate)
  return { master, replica, client, commands: client.commands }
}

t.test('after the wait the replica holds the write', async t => {
  const { replica, client, commands } = await masterAndReplica(t)
  const untilReplicated = createWaitReplicas(
    { redis: client, steady, onShort: () => t.fail('it was there in time') },
    1,
  )
  for (let n = 0; n < 200; n++) {
    await commands.set('k', n)
    await untilReplicated('k')
    t.equal(await replica.client.get('k'), String(n))
  }
})

t.test('a replica that stands still is waited for a bounded time, and told of', async t => {
  const { replica, client, commands } = await masterAndReplica(t)
  const held: number[] = []
  const untilReplicated = createWaitReplicas(
    { redis: client, steady, onShort: count => void held.push(count) },
    1,
  )
  process.kill(replica.pid, 'SIGSTOP')
  t.teardown(() => process.kill(replica.pid, 'SIGCONT'))
  await commands.set('k', 'v')
  await Promise.all([untilReplicated('k'), untilReplicated('k'), untilReplicated('k')])
  t.same(held, [0], 'all share one wait')
  await untilReplicated('k')
  t.same(held, [0], 'the node serves on without it for a while')
})

t.test('a mark that was refused proves nothing, whatever WAIT says', async t => {
  const { master, client } = await masterAndReplica(t)
  await master.client.config('SET', 'maxmemory', '1')
  const untilReplicated = createWaitReplicas({ redis: client, steady, onShort: () => {} }, 1)
  t.match(await untilReplicated('k').catch(error => error), { kind: 'store-away' })
})

t.test('a store that went away while it was waited for is away', async t => {
  const { client, commands } = await masterAndReplica(t)
  commands.disconnect()
  const failure = await createWaitReplicas(
    { redis: client, steady, onShort: () => {} },
    1,
  )('k').catch(error => error)
  t.match(failure, { kind: 'store-away' })
})

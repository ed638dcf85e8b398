import { createServer } from 'node:net'
import t from 'tap'
import { openStore } from '../../perf/load/dialog-store.js'
import {
  limits,
  never,
  newId,
  nextOf,
  owner,
  resultOf,
  turnOf,
  writeOf,
} from '../../perf/load/dialog-turns.js'
import type { Message } from '../../src/cluster/bus.js'
import { createRedisBus } from '../../src/cluster/bus.redis.js'
import { connectRedis, evictionPolicy, untilReady } from '../../src/redis/client.js'
import { createScripts } from '../../src/redis/scripts.js'
import { startRedis, startTcpRedis } from '../../tools/redis-server.js'
import { startOneNodeCluster } from '../support/one-node-cluster.js'
import { quietly } from '../support/redis-client.js'

t.test('commands fail at once while Redis cannot be reached, and work when it can', async t => {
  const server = await startTcpRedis()
  await server.stop()
  const errors: Error[] = []
  const client = connectRedis(
    { kind: 'single', url: server.url },
    {
      ...quietly,
      onError: error => void errors.push(error),
    },
  )
  t.teardown(() => client.close())
  const run = createScripts(client)
  const failure = await run('turn_read', ['d:{x}', 'd:{x}:t'], ['turn', 'owner']).catch(error => error)
  t.match(failure, { kind: 'store-away' })
  t.equal(client.commands.status === 'ready', false)
})

t.test('the eviction policy is told', async t => {
  const server = await startRedis(['--maxmemory-policy', 'allkeys-lru'])
  t.teardown(() => server.stop())
  t.equal(await evictionPolicy(server.client), 'allkeys-lru')
  await server.client.config('SET', 'maxmemory-policy', 'noeviction')
  t.equal(await evictionPolicy(server.client), 'noeviction')
})

t.test('a fault of ours is no store that is away', async t => {
  const server = await startRedis()
  const store = await openStore(server.url)
  t.teardown(async () => {
    await store.close()
    await server.stop()
  })
  await server.client.set('d:{x}', 'not a hash')
  const failure = await store.run('turn_read', ['d:{x}', 'd:{x}:t'], ['turn', 'owner']).catch(error => error)
  t.match(failure, { name: 'ReplyError' })
})

t.test('waiting for Redis ends with its signal', async t => {
  const silent = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => silent.once('listening', resolve))
  const address = silent.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const client = connectRedis({ kind: 'single', url: `redis://127.0.0.1:${port}` }, quietly)
  t.teardown(async () => {
    await client.close()
    silent.close()
  })
  const stop = new AbortController()
  const wait = untilReady(client.commands, stop.signal)
  stop.abort(new Error('enough'))
  await t.rejects(wait, { message: 'enough' })
})

t.test('messages reach the process they are for, and all of them when for all', async t => {
  const server = await startRedis()
  const [one, two] = [await openStore(server.url), await openStore(server.url)]
  t.teardown(async () => {
    await one.close()
    await two.close()
    await server.stop()
  })
  const heard: [string, Message][] = []
  let enough = () => {}
  const all = new Promise<void>(resolve => {
    enough = resolve
  })
  const wireOf = (store: typeof one, processId: string) => {
    const onMessage = (message: Message) => {
      heard.push([processId, message])
      if (heard.length === 3) enough()
    }
    return createRedisBus({ redis: store.client, processId, onMessage, onError: t.error })
  }
  const [a, b] = [newId(), newId()]
  const wire = wireOf(one, a)
  const other = wireOf(two, b)
  while (Number((await server.client.pubsub('NUMSUB', 'o:all'))[1]) < 2) await new Promise(setImmediate)
  wire.send(b, { kind: 'wake', dialogId: 'd', turnId: 't' })
  wire.broadcast({ kind: 'forgotten', dialogId: 'd' })
  await all
  t.same(
    heard.filter(([processId]) => processId === a),
    [[a, { kind: 'forgotten', dialogId: 'd' }]],
  )
  t.same(
    heard.filter(([processId]) => processId === b).map(([, message]) => message.kind),
    ['wake', 'forgotten'],
  )
  await wire.close()
  await other.close()
})

t.test('over Redis Cluster a turn costs the same calls', async t => {
  const server = await startOneNodeCluster()
  const store = await openStore(`redis+cluster://127.0.0.1:${server.port}`)
  t.teardown(async () => {
    await store.close()
    await server.stop()
  })
  const dialogs = store.dialogs(limits)
  const opening = () => turnOf({ dialogId: dialogs.idFor(owner, newId()) })
  await dialogs.commit(writeOf(opening(), ''), never)
  await server.client.config('RESETSTAT')

  const open = opening()
  await dialogs.commit(writeOf(open, ''), never)
  const ready = nextOf(open, { key: 'k', textHash: 'h' })
  await dialogs.commitReady({ ...ready, ...resultOf(ready, '二') }, { first: true }, never)
  const third = nextOf(open)
  const place = await dialogs.begin(third, { first: true }, never)
  await dialogs.commit(writeOf(third, place.kind === 'run' ? place.past.last : ''), never)
  t.equal((await dialogs.read(open.dialogId, owner, never))?.turns.length, 3)

  const stats = await server.client.info('commandstats')
  const calls = Number(/cmdstat_evalsha:calls=(\d+)/.exec(stats)?.[1] ?? 0)
  const loads = Number(/cmdstat_eval:calls=(\d+)/.exec(stats)?.[1] ?? 0)
  t.equal(calls, 5, 'one, one, two, and the reading')
  t.ok(loads <= 2, 'besides each script’s first time')
})

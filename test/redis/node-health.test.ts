import { setImmediate as loopTurn } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { startRedisCluster } from '../../perf/proof/redis-cluster.js'
import { pause } from '../../src/clock.js'
import { connectRedis, untilReady } from '../../src/redis/client.js'
import { parseRedisUrl } from '../../src/redis/url.js'
import { startRedis } from '../../tools/redis-server.js'
import { quietly } from '../support/redis-client.js'

/** Each change that the pulse told of, and the next one. */
function createPulses() {
  const told: boolean[] = []
  let next = () => {}
  const onHealth = (_node: string, isSilent: boolean) => {
    told.push(isSilent)
    next()
  }
  const until = async (isSilent: boolean) => {
    while (told.at(-1) !== isSilent) {
      await new Promise<void>(resolve => {
        next = resolve
      })
    }
  }
  return { told, onHealth, until }
}

async function join(t: Test, url: string) {
  const pulses = createPulses()
  const address = parseRedisUrl(url)
  if (!address) throw new Error(`not an address of Redis: ${url}`)
  const redis = connectRedis(address, { ...quietly, onHealth: pulses.onHealth })
  t.teardown(() => redis.close())
  await untilReady(redis.commands, AbortSignal.timeout(10_000))
  const set = (key: string) => redis.nodeHealth.ask(key, () => redis.commands.set(key, '1'))
  return { redis, pulses, set }
}

async function joinOne(t: Test) {
  const server = await startRedis()
  t.teardown(() => server.stop())
  return { server, ...(await join(t, server.url)) }
}

const failureOf = (command: Promise<unknown>) => command.catch(error => error)

t.test('a frozen Redis is waited for once, then not at all, and is asked again when it thaws', async t => {
  const { server, redis, pulses, set } = await joinOne(t)
  await set('a')
  process.kill(server.pid, 'SIGSTOP')
  const sentAt = performance.now()
  t.match(await failureOf(set('b')), { kind: 'store-away', detail: 'The store did not answer in time' })
  t.ok(performance.now() - sentAt >= 400, 'not before the time that the command may still act')
  await pulses.until(true)
  const back = new Promise<void>(resolve => redis.nodeHealth.onReturn(resolve))
  t.ok(redis.nodeHealth.isAway('b') && redis.nodeHealth.isAllAway())
  t.match(await failureOf(set('c')), { kind: 'store-away', detail: 'The store does not answer' })

  process.kill(server.pid, 'SIGCONT')
  await pulses.until(false)
  await back
  t.equal(await set('d'), 'OK')
  t.same(pulses.told, [true, false])
  t.equal(await server.client.exists('c'), 0, 'what was refused was never sent')
})

t.test('replies that hold up the commands do not make Redis look silent', async t => {
  const { redis, pulses, set } = await joinOne(t)
  while (Number(/connected_clients:(\d+)/.exec(await redis.commands.info('clients'))?.[1]) < 4) await pause(5)
  // Redis takes up nothing else of this connection until the list has an element or the time is over.
  const held = redis.commands.blpop('nothing', 1)
  t.match(await failureOf(set('a')), { kind: 'store-away', detail: 'The store did not answer in time' })
  await held
  t.same(pulses.told, [])
  t.equal(await set('b'), 'OK')
})

t.test('a Redis that stands still for a moment is waited for', async t => {
  const { server, set } = await joinOne(t)
  process.kill(server.pid, 'SIGSTOP')
  const reply = set('a')
  await pause(150)
  process.kill(server.pid, 'SIGCONT')
  t.equal(await reply, 'OK')
})

t.test('a process that was held up itself does not take Redis for silent', async t => {
  const { pulses, set } = await joinOne(t)
  const reply = set('a')
  // The command leaves before the loop is blocked.
  await new Promise(setImmediate)
  const until = performance.now() + 600
  while (performance.now() < until);
  t.equal(await reply, 'OK')
  t.same(pulses.told, [])
})

t.test('when process and Redis were held up together, Redis still has its time to answer', async t => {
  const { server, pulses, set } = await joinOne(t)
  process.kill(server.pid, 'SIGSTOP')
  const reply = set('a')
  await new Promise(setImmediate)
  const until = performance.now() + 600
  while (performance.now() < until);
  await pause(50)
  process.kill(server.pid, 'SIGCONT')
  t.equal(await reply, 'OK')
  t.same(pulses.told, [])
})

t.test('a Redis that is killed and comes back is used again without help', async t => {
  const { server, redis, set } = await joinOne(t)
  await server.kill()
  while (redis.commands.status === 'ready') await new Promise(setImmediate)
  t.match(await failureOf(set('a')), { kind: 'store-away' })
  t.ok(redis.nodeHealth.isAllAway())
  await server.restart()
  let returns = 0
  const back = new Promise<void>(resolve => {
    redis.nodeHealth.onReturn(() => {
      returns++
      resolve()
    })
  })
  await untilReady(redis.commands, AbortSignal.timeout(10_000))
  t.equal(await set('a'), 'OK')
  await back
  t.equal(returns, 1, 'who has to put something there again is told once')
})

t.test('of a cluster only the keys of a frozen master are away', async t => {
  const cluster = await startRedisCluster(0)
  t.teardown(() => cluster.stop())
  const { redis, pulses, set } = await join(t, cluster.url)
  const keys = Array.from({ length: 60 }, (_, n) => `k${n}`)
  // A connection to a node that has just joined may be made twice; the command that was on the first one fails.
  // Each try waits a turn of the loop: a command to a node without a connection fails before the loop can make one.
  for (const key of keys) while ((await set(key).catch(() => '')) !== 'OK') await loopTurn()
  const frozen = cluster.masters[0]
  const own = new Set(await frozen?.client.keys('*'))
  process.kill(frozen?.pid ?? 0, 'SIGSTOP')
  t.teardown(() => process.kill(frozen?.pid ?? 0, 'SIGCONT'))
  await pulses.until(true)
  t.same(
    keys.filter(key => redis.nodeHealth.isAway(key)),
    keys.filter(key => own.has(key)),
  )
  t.equal(redis.nodeHealth.isAllAway(), false)
  const other = keys.find(key => !own.has(key)) ?? ''
  t.equal(await set(other), 'OK')
})

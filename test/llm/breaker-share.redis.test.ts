import t from 'tap'
import { pause } from '../../src/clock.js'
import type { BreakerShares } from '../../src/llm/breaker-share.js'
import { createRedisBreakerShares } from '../../src/llm/breaker-share.redis.js'
import { breakerChannel, breakersKey } from '../../src/redis/keys.js'
import { createScripts } from '../../src/redis/scripts.js'
import { startRedis } from '../../tools/redis-server.js'
import { breakersContract, hear } from '../contracts/breaker-share.js'
import { joinRedis, type RedisProcess } from '../support/redis-client.js'

const server = await startRedis()
t.teardown(() => server.stop())
t.beforeEach(() => server.client.flushall())

const probeMs = 200
const never = 3_600_000

interface Joined {
  readonly breakers: BreakerShares
  readonly errors: unknown[]
}

function breakersOf({ redis, write }: RedisProcess, processId: string, rereadMs = never): Joined {
  const errors: unknown[] = []
  const run = createScripts(redis)
  const onError = (error: unknown) => errors.push(error)
  return {
    breakers: createRedisBreakerShares({ redis, run, write, processId, onError }, { rereadMs, probeMs }),
    errors,
  }
}

async function join(tap: unknown, processId: string, rereadMs = never) {
  const process = await joinRedis(server.url)
  const { breakers, errors } = breakersOf(process, processId, rereadMs)
  ;(tap as typeof t).teardown(async () => {
    await breakers.close()
    await process.redis.close()
  })
  await subscribed(process)
  return { ...process, breakers, errors }
}

/** Resolves when messages reach the process: subscribing again is answered after the first one. */
async function subscribed({ redis }: RedisProcess): Promise<void> {
  await redis.subscriber.subscribe(breakerChannel)
}

breakersContract(t, async tap => {
  const processes = [await join(tap, 'a'), await join(tap, 'b')]
  return {
    join(processId) {
      const [a, b] = processes
      const process = processId === 'a' ? a : b
      if (!process) throw new Error('there are two processes')
      return process.breakers
    },
    probeMs,
    pass: pause,
  }
})

t.test('an opening whose message is lost is seen at the next look', async t => {
  const { breakers } = await join(t, 'a', 20)
  const heard = hear(breakers, 'v')
  const [s = ''] = await server.client.time().then(([seconds]) => [String(seconds)])
  await server.client.hset(breakersKey, 'v', Number(s) * 1000 + 60_000)
  t.match(await heard.next(), { kind: 'open' })
  await server.client.hdel(breakersKey, 'v')
  t.same(await heard.next(), { kind: 'closed' })
})

t.test('nobody probes while the cluster knows that it is not yet time', async t => {
  const [a, b] = [await join(t, 'a'), await join(t, 'b')]
  const heard = hear(b.breakers, 'v')
  a.breakers.share('v').announce({ kind: 'open', forMs: 60_000 })
  await heard.next()
  t.equal(await b.breakers.share('v').tryProbe(), false)
})

t.test('a breaker that nobody is told of any more leaves nothing behind', async t => {
  const { breakers } = await join(t, 'a')
  const heard = hear(breakers, 'v')
  breakers.share('v').announce({ kind: 'open', forMs: 1000 })
  await heard.next()
  t.ok((await server.client.pttl(breakersKey)) > 0)
})

t.test('a Redis that is away: nothing is thrown at who tells, and who would probe hears it', async t => {
  const process = await joinRedis(server.url)
  const { breakers, errors } = breakersOf(process, 'a')
  t.teardown(() => breakers.close())
  await process.redis.close()
  const share = breakers.share('v')
  share.announce({ kind: 'open', forMs: 1000 })
  share.announce({ kind: 'closed' })
  t.match(await share.tryProbe().catch((error: unknown) => error), { kind: 'store-away' })
  t.match(errors, [{ kind: 'store-away' }, { kind: 'store-away' }])
})

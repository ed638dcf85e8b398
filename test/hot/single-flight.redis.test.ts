import t from 'tap'
import { systemClock } from '../../src/clock.js'
import { createRedisLeases } from '../../src/hot/leases.redis.js'
import { createSingleFlight } from '../../src/hot/single-flight.js'
import { startRedis } from '../../tools/redis-server.js'
import { joinRedis } from '../support/redis-client.js'

const server = await startRedis()
t.teardown(() => server.stop())
t.beforeEach(() => server.client.flushall())

/** The flights of a process of its own connections. */
async function join(tap: { teardown(end: () => unknown): void }, processId: string) {
  const joined = await joinRedis(server.url)
  tap.teardown(() => joined.redis.close())
  return createSingleFlight(createRedisLeases({ ...joined, processId }), processId, systemClock)
}

const { signal } = new AbortController()
const shareOf = (text: string) => text

t.test('2,000 who ask the same at once on two processes make one call', async t => {
  const processes = [await join(t, 'a'), await join(t, 'b')] as const
  let calls = 0
  // Longer than a lease, so that it must be kept, too.
  const ask = async () => {
    calls += 1
    await new Promise(resolve => setTimeout(resolve, 1_500))
    return '明天发货'
  }
  const landings = await Promise.all(
    Array.from({ length: 2_000 }, (_, i) =>
      (i % 2 ? processes[1] : processes[0]).run({
        key: 'q',
        signal: new AbortController().signal,
        ask,
        shareOf,
      }),
    ),
  )
  t.equal(calls, 1)
  t.equal(landings.filter(landing => landing.kind === 'shared' && landing.text === '明天发货').length, 1_999)
})

t.test('a flight that nobody else asks for costs one command, and its lease lapses', async t => {
  const flights = await join(t, 'a')
  await server.client.config('RESETSTAT')
  await flights.run({ key: 'q', signal, ask: async () => '明天发货', shareOf })
  const stats = await server.client.info('commandstats')
  t.match(stats, /cmdstat_set:calls=1,/)
  t.notMatch(stats, /cmdstat_(evalsha|publish|del)/)
  t.ok((await server.client.pttl('sf:q')) > 0)
})

t.test('the other process takes over from one that was killed', async t => {
  const flights = await join(t, 'a')
  await server.client.set('sf:q', 'dead', 'PX', 300)
  const landed = await flights.run({ key: 'q', signal, ask: async () => '明天发货', shareOf })
  t.same(landed, { kind: 'own', result: '明天发货' })
})

import t from 'tap'
import { createRedisLatest } from '../../src/front/latest.redis.js'
import { latestContract, ttlMs } from '../contracts/latest.js'
import { joinRedis } from '../redis-client.js'
import { startRedis } from '../redis-server.js'

const server = await startRedis()
t.teardown(() => server.stop())
const processes = [await joinRedis(server.url), await joinRedis(server.url)]
t.teardown(() => Promise.all(processes.map(({ redis }) => redis.close())))
t.beforeEach(() => server.client.flushall())

const [one, two] = ['1'.repeat(32), '2'.repeat(32)]
const ann = { owner: 'ann' }
const clock = { at: 0 }
const deleted = new Set<string>()

function join(process: number) {
  const own = processes[process] as (typeof processes)[number]
  const ports = { steady: { now: () => clock.at }, isForgotten: async (id: string) => deleted.has(id) }
  return createRedisLatest({ ...own, ...ports }, { customers: 10, ttlMs })
}

/** Commands of a kind that Redis has run so far. */
async function calls(command: string): Promise<number> {
  const stats = await server.client.info('commandstats')
  return Number(new RegExp(`^cmdstat_${command}:calls=(\\d+)`, 'm').exec(stats)?.[1] ?? 0)
}

latestContract(t, async () => ({
  join: () => join(0),
  expire: async () => void (await server.client.pexpire('latest:ann', 0)),
}))

t.test('what one process notes another finds, also over what it noted itself', async t => {
  const [here, there] = [join(0), join(1)]
  await here.note(ann, one)
  t.equal(await there.find(ann, async () => true), one)
  await there.note(ann, two)
  t.equal(await here.find(ann, async () => true), two)
  t.equal(await here.find(ann, async dialogId => dialogId === one), undefined)
})

t.test('a conversation that goes on is written once, and again before it would expire', async t => {
  const here = join(0)
  await here.note(ann, one)
  const before = await calls('set')
  clock.at += ttlMs / 2 - 1
  await here.note(ann, one)
  t.equal(await calls('set'), before)
  clock.at += 1
  await here.note(ann, one)
  t.equal(await calls('set'), before + 1)
  t.ok((await server.client.pttl('latest:ann')) > ttlMs - 10_000)
})

t.test('a dialog that was deleted before it was noted is not kept', async t => {
  deleted.add(two)
  await join(0).note(ann, two)
  t.same(await server.client.keys('*'), [])
})

t.test('a Redis that is away is said so', async t => {
  const { redis, write } = await joinRedis(server.url)
  const ports = { redis, write, steady: { now: () => 0 }, isForgotten: async () => false }
  const latest = createRedisLatest(ports, { customers: 10, ttlMs })
  await redis.close()
  for (const call of [latest.find(ann, async () => true), latest.note(ann, one), latest.forget(ann)]) {
    t.match(await call.catch((error: unknown) => error), { kind: 'store-away' })
  }
})

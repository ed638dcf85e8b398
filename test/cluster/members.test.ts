import t from 'tap'
import { openStore } from '../../perf/load/dialog-store.js'
import { newId } from '../../perf/load/dialog-turns.js'
import {
  createMembers,
  emptyTable,
  type Heartbeats,
  looksDead,
  nextTable,
} from '../../src/cluster/members.js'
import { createMemoryHeartbeats } from '../../src/cluster/members.memory.js'
import { createRedisHeartbeats } from '../../src/cluster/members.redis.js'
import { homesKey, membersKey } from '../../src/redis/keys.js'
import { startRedis } from '../../tools/redis-server.js'
import { fakeTime } from '../support/dialog/fake-time.js'

const live = (...origins: string[]) => new Set(origins)
const beat = (at: number, ...origins: string[]) => ({
  live: live(...origins),
  sentAt: at - 1,
  answeredAt: at,
})

t.test('a process that has just started skips nobody for two seconds', async t => {
  let table = nextTable(emptyTable, beat(10_000, 'a'))
  for (const at of [10_500, 11_000, 11_500]) table = nextTable(table, beat(at, 'a'))
  const who = { origin: 'b', seenAt: 0 }
  t.equal(looksDead(table, who, 11_900), false)
  table = nextTable(table, beat(12_000, 'a'))
  t.equal(looksDead(table, who, 12_000), true)
  t.equal(looksDead(table, { origin: 'a', seenAt: 0 }, 12_000), false)
})

t.test('beats more than a second and a half apart start the two seconds again', async t => {
  const table = nextTable({ ...emptyTable, ...beat(10_000, 'a'), trustedFrom: 0 }, beat(11_501, 'a'))
  t.equal(table.trustedFrom, 13_501)
  t.equal(nextTable(table, beat(12_900, 'a')).trustedFrom, 13_501)
})

t.test('a table older than the wait, or older than a beat should be, kills nobody', async t => {
  const table = { ...emptyTable, ...beat(10_000, 'a'), trustedFrom: 0 }
  t.equal(looksDead(table, { origin: 'b', seenAt: 9_999 }, 10_100), true)
  t.equal(
    looksDead(table, { origin: 'b', seenAt: 10_000 }, 10_100),
    false,
    'b may have begun after that beat',
  )
  t.equal(looksDead(table, { origin: 'b', seenAt: 0 }, 11_501), false)
})

t.test(
  'a process that stood in a table and is missing now is dead, also behind a ticket seen later',
  async t => {
    const first = { ...emptyTable, ...beat(10_000, 'a', 'b'), trustedFrom: 0 }
    let table = nextTable(nextTable(first, beat(10_500, 'a')), beat(11_000, 'a'))
    t.equal(looksDead(table, { origin: 'b', seenAt: 11_100 }, 11_100), true)
    t.equal(looksDead(table, { origin: 'c', seenAt: 11_100 }, 11_100), false)
    table = nextTable(table, beat(11_500, 'a', 'b'))
    t.equal(looksDead(table, { origin: 'b', seenAt: 0 }, 11_500), false, 'it was only paused')
    t.equal(table.missing.size, 0)
  },
)

t.test('a failed beat is repeated at once', async t => {
  const time = fakeTime()
  let fails = 2
  const beats: Heartbeats = {
    beat: async processId => {
      if (fails-- > 0) throw new Error('away')
      return live(processId)
    },
    remove: async () => undefined,
  }
  const errors: unknown[] = []
  const ports = {
    processId: 'a',
    beats,
    steady: time,
    pause: time.pause,
    onError: (e: unknown) => void errors.push(e),
  }
  const members = createMembers(ports)
  await time.advance(110)
  await members.started()
  t.equal(errors.length, 2)
  t.equal(members.live(), undefined, 'not trusted yet')
  await time.advance(2_000)
  t.same(members.live(), live('a'))
  await members.close()
})

t.test('who leaves is dead at the next beat of the others', async t => {
  const time = fakeTime()
  const beats = createMemoryHeartbeats(time)
  const ports = { beats, steady: time, pause: time.pause, onError: t.error }
  const one = createMembers({ ...ports, processId: 'one' })
  const two = createMembers({ ...ports, processId: 'two' })
  await time.advance(2_500)
  const seenAt = time.now()
  await two.close()
  await time.advance(500)
  t.equal(one.isDead('two', seenAt), true)
  await one.close()
})

t.test('Redis keeps the table in its own time', async t => {
  const server = await startRedis()
  const store = await openStore(server.url)
  t.teardown(async () => {
    await store.close()
    await server.stop()
  })
  const beats = createRedisHeartbeats(store.write, store.time)
  const homes = async () => Number(await server.client.get(homesKey))
  const [one, two, dead, old] = [newId(), newId(), newId(), newId()]
  await server.client.zadd(membersKey, Date.now() - 2_500, dead, Date.now() - 61_000, old)
  t.same(await beats.beat(one), live(one))
  const since = await homes()
  t.ok(
    Math.abs(since - Date.now()) < 1_000,
    'dialogs lie in the slots of their owners from the first beat on',
  )
  t.same(await beats.beat(two), live(one, two))
  t.equal(await homes(), since)
  t.ok((await server.client.pttl(homesKey)) > 0, 'until nobody beats any more')
  t.same(await server.client.zscore(membersKey, old), null, 'the long dead are forgotten')
  await beats.remove(one)
  t.same(await beats.beat(two), live(two))
  t.ok(Math.abs(store.time.now() - Date.now()) < 200, 'and each beat tells the time')
})

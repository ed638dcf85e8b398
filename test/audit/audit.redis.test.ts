import t from 'tap'
import { perStream } from '../../src/audit/audit.js'
import { createRedisAudit } from '../../src/audit/audit.redis.js'
import { pause } from '../../src/clock.js'
import { auditKey } from '../../src/redis/keys.js'
import { startRedis } from '../../tools/redis-server.js'
import { auditContract } from '../contracts/audit.js'
import { eventOf } from '../support/audit/samples.js'
import { joinRedis } from '../support/redis-client.js'

const strays: string[] = []
const onStray = (topic: string) => void strays.push(topic)
const server = await startRedis()
t.teardown(() => server.stop())
t.beforeEach(() => server.client.flushall())

auditContract(t, async (tap, limits) => {
  const { redis, write } = await joinRedis(server.url)
  ;(tap as typeof t).teardown(() => redis.close())
  const { commands } = redis
  const streams = perStream(stream =>
    createRedisAudit({ commands, write, onStray }, auditKey(stream), limits),
  )
  return { streams, pass: pause }
})

t.test('a Redis that is away throws store-away', async t => {
  const { redis, write } = await joinRedis(server.url)
  const audit = createRedisAudit({ commands: redis.commands, write, onStray }, auditKey('hits'), {
    entriesMost: 1,
    ageMs: 1,
  })
  await redis.close()
  for (const call of [audit.append({ from: '', number: 0, events: [] }), audit.read('', 1)]) {
    t.match(await call.catch((error: unknown) => error), { kind: 'store-away' })
  }
})

t.test('a thousand entries take less than 300 KiB', async t => {
  const { redis, write } = await joinRedis(server.url)
  t.teardown(() => redis.close())
  const audit = createRedisAudit({ commands: redis.commands, write, onStray }, auditKey('hits'), {
    entriesMost: 10_000,
    ageMs: 60_000,
  })
  const event = eventOf({ hash: '2'.repeat(32), dialog: '3'.repeat(32), customer: '4'.repeat(32) })
  await audit.append({ from: '5', number: 0, events: Array.from({ length: 1_000 }, () => [0, event]) })
  const bytes = await server.client.memory('USAGE', '{audit}', 'SAMPLES', 0)
  t.comment(`${bytes} bytes`)
  t.ok(Number(bytes) < 300 * 1024)
})

t.test('entries that cannot be read are left out, and the others are found behind them', async t => {
  const { redis, write } = await joinRedis(server.url)
  t.teardown(() => redis.close())
  const audit = createRedisAudit({ commands: redis.commands, write, onStray }, auditKey('hits'), {
    entriesMost: 1_000,
    ageMs: 60_000,
  })
  const append = (number: number) =>
    audit.append({ from: 's', number, events: [[0, eventOf({ kind: `${number}` })]] })
  await append(0)
  strays.length = 0
  const whole = JSON.stringify(eventOf())
  const rows = [
    ['at', '1', 'e', 'hello'],
    ['at', '1', 'e', 'null'],
    ['at', '1', 'e', '{"kind":"mobile"}'],
    ['at', '1', 'e', JSON.stringify({ ...eventOf(), dialog: 5 })],
    ['at', 'never', 'e', whole],
    ['at', '9e99', 'e', whole],
    ['other', 'fields'],
  ]
  for (const row of rows) await server.client.xadd('{audit}', '*', ...row)
  await append(1)
  for (const count of [2, 3, 100]) {
    t.same(
      (await audit.read('', count)).map(({ kind }) => kind),
      ['0', '1'],
      `${count}`,
    )
  }
  t.equal(strays.length, 3 * rows.length)
})

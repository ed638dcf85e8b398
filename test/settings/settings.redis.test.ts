import { randomUUID } from 'node:crypto'
import t from 'tap'
import { settingsChannel } from '../../src/redis/keys.js'
import type { Settings } from '../../src/settings/settings.js'
import { createRedisSettings } from '../../src/settings/settings.redis.js'
import { startRedis } from '../../tools/redis-server.js'
import { settingsContract } from '../contracts/settings.js'
import { joinRedis } from '../support/redis-client.js'

const asItIs = <T>(values: T) => values
const server = await startRedis()
t.teardown(() => server.stop())
t.beforeEach(() => server.client.flushall())

async function join(tap: { teardown(end: () => unknown): void }, rereadMs: number): Promise<Settings> {
  const { redis, write } = await joinRedis(server.url)
  const settings = await createRedisSettings({ redis, write, upgrade: asItIs, newId: randomUUID }, rereadMs)
  tap.teardown(async () => {
    await settings.close()
    await redis.close()
  })
  return settings
}

/** Resolves when so many processes have subscribed. */
async function listening(count: number): Promise<void> {
  const [, subscribed] = (await server.client.pubsub('NUMSUB', settingsChannel)) as [string, number]
  if (subscribed < count) await listening(count)
}

/** Resolves when `settings` has come to hold `text` as its level. */
const reached = (settings: Settings, text: string) =>
  new Promise<void>(resolve => {
    settings.watch(snapshot => {
      if (snapshot.values.get('level') === text) resolve()
    })
  })

settingsContract(t, async tap => join(tap as typeof t, 60_000))

t.test('a change reaches another process by its message', async t => {
  const [one, two] = [await join(t, 60_000), await join(t, 60_000)]
  await listening(2)
  await one.write({ level: '3' })
  await reached(two, '3')
})

t.test('a process that lost the message finds the change when it looks', async t => {
  const [one, two] = [await join(t, 60_000), await join(t, 20)]
  await listening(2)
  await server.client.call('CLIENT', 'KILL', 'TYPE', 'pubsub')
  await one.write({ level: '4' })
  await reached(two, '4')
})

t.test('settings survive their processes', async t => {
  const { redis, write } = await joinRedis(server.url)
  const first = await createRedisSettings({ redis, write, upgrade: asItIs, newId: randomUUID }, 60_000)
  await first.write({ level: '1' })
  await first.close()
  await redis.close()
  const second = await join(t, 60_000)
  t.equal(second.current().values.get('level'), '1')
})

t.test('a write says so when Redis cannot store it', async t => {
  const { redis, write } = await joinRedis(server.url)
  const settings = await createRedisSettings({ redis, write, upgrade: asItIs, newId: randomUUID }, 60_000)
  t.teardown(() => settings.close())
  await redis.close()
  const error = await settings.write({ level: '1' }).catch((reason: unknown) => reason)
  t.match(error, { kind: 'store-away' })
  t.equal(settings.current().version, '', 'what was in force stays')
})

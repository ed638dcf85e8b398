// Settings in one Redis hash. A change is announced; every process also looks once a second, so a lost message delays
// it and loses nothing. While Redis is away the last known settings stay in force.
import { type Commands, listen, type RedisClient } from '../redis/client.js'
import { storeAway } from '../redis/failure.js'
import { settingsChannel, settingsKey } from '../redis/keys.js'
import { channelOf } from '../redis/prefix.js'
import type { WriteScript } from '../redis/scripts.js'
import { repeat } from '../timers.js'
import type { Settings, Snapshot } from './settings.js'
import { createWatched } from './watchers.js'

export interface SettingsDeps {
  readonly redis: RedisClient
  readonly write: WriteScript
  /** Reads what earlier builds stored as this one stores it. */
  upgrade(values: Snapshot['values']): Snapshot['values']
  newId(): string
}

/** Reads once before it returns; a Redis that is away is read as soon as it answers. */
export async function createRedisSettings(deps: SettingsDeps, rereadMs: number): Promise<Settings> {
  const { redis, write, upgrade, newId } = deps
  const watched = createWatched()
  // One read at a time, so that an older table never replaces a newer one. That Redis is away, the client logs.
  const reading = repeat(async () => {
    const known = watched.current()
    const read = await readTable(redis.commands, known)
    if (read !== known) watched.replace({ ...read, values: upgrade(read.values) })
  }, rereadMs)
  const stopListening = listen(redis.subscriber, settingsChannel, reading.soon)
  await reading.now().catch(() => undefined)

  return {
    current: watched.current,
    watch: watched.watch,
    async write(changes) {
      const pairs = Object.entries(changes).map(([name, text]) =>
        text === undefined ? [name] : [name, text],
      )
      const channel = channelOf(redis.commands, settingsChannel)
      await write('settings_write', [settingsKey], [newId(), channel, JSON.stringify(pairs)])
      await reading.now()
      return watched.current()
    },
    refresh: reading.now,
    async close() {
      stopListening()
      await reading.close()
    },
  }
}

async function readTable(commands: Commands, known: Snapshot): Promise<Snapshot> {
  try {
    const version = (await commands.hget(settingsKey, 'version')) ?? ''
    if (version === known.version) return known
    return snapshotOf(await commands.hgetall(settingsKey))
  } catch (error) {
    throw storeAway(error)
  }
}

function snapshotOf({ version = '', ...fields }: Readonly<Record<string, string>>): Snapshot {
  return { version, values: new Map(Object.entries(fields).map(([field, text]) => [field.slice(2), text])) }
}

// Settings in one Redis hash. A change is announced; every process also looks once a second, so a lost message delays
// it and loses nothing. While Redis is away the last known settings stay in force.
import { pause } from '../clock.js'
import type { Commands, RedisClient } from '../redis/client.js'
import { storeAway } from '../redis/failure.js'
import { settingsChannel, settingsKey } from '../redis/keys.js'
import { listen } from '../redis/listen.js'
import type { RunScript } from '../redis/scripts.js'
import type { Settings, Snapshot } from './settings.js'
import { createWatched } from './watchers.js'

export interface SettingsPorts {
  readonly redis: RedisClient
  readonly run: RunScript
  newId(): string
}

/** Reads once before it returns; a Redis that is away is read as soon as it answers. */
export async function createRedisSettings(ports: SettingsPorts, rereadMs: number): Promise<Settings> {
  const { redis, run, newId } = ports
  const watched = createWatched()
  const closing = new AbortController()
  let reading: Promise<void> | undefined
  let isStale = false

  // One read at a time, so that an older table never replaces a newer one.
  function read(): Promise<void> {
    isStale = true
    reading ??= (async () => {
      while (isStale) {
        isStale = false
        watched.replace(await readTable(redis.commands, watched.current()))
      }
    })().finally(() => {
      reading = undefined
    })
    return reading
  }
  // A failed read needs no word here: the client logs that Redis is away, and the loop reads again.
  const look = () => read().catch(() => undefined)

  async function lookAgain(): Promise<void> {
    while (!closing.signal.aborted) {
      await pause(rereadMs, closing.signal)
      await look()
    }
  }

  const stopListening = listen(redis.subscriber, settingsChannel, look)
  await look()
  const looking = lookAgain()

  return {
    current: watched.current,
    watch: watched.watch,
    async write(changes) {
      const pairs = Object.entries(changes).map(([name, text]) =>
        text === undefined ? [name] : [name, text],
      )
      await run('settings_write', settingsKey, newId(), settingsChannel, JSON.stringify(pairs))
      await read()
      return watched.current()
    },
    async close() {
      stopListening()
      closing.abort()
      await looking
    },
  }
}

async function readTable(commands: Commands, known: Snapshot): Promise<Snapshot> {
  try {
    const version = (await commands.hget(settingsKey, 'version')) ?? ''
    if (version === known.version) return known
    const fields = Object.entries(await commands.hgetall(settingsKey))
    const values = fields
      .filter(([field]) => field.startsWith('v:'))
      .map(([f, text]) => [f.slice(2), text] as const)
    return { version: fields.find(([field]) => field === 'version')?.[1] ?? '', values: new Map(values) }
  } catch (error) {
    throw storeAway(error)
  }
}

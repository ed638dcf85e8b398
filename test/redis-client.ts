// One process's connections to a private Redis, as the program makes them.
import { connectRedis, type RedisClient, untilReady } from '../src/redis/client.js'
import { createScripts } from '../src/redis/scripts.js'
import { createStoreTime } from '../src/redis/store-time.js'
import { parseRedisUrl } from '../src/redis/url.js'
import { createWrites, type WriteScript } from '../src/redis/writes.js'

export interface RedisProcess {
  readonly redis: RedisClient
  readonly write: WriteScript
}

/** Nobody listens to what happens to the connection. */
export const quietly = {
  steady: { now: () => performance.now() },
  onError: () => undefined,
  onPulse: () => undefined,
}

export async function joinRedis(url: string): Promise<RedisProcess> {
  const address = parseRedisUrl(url)
  if (!address) throw new Error(`not an address of Redis: ${url}`)
  const redis = connectRedis(address, quietly)
  await untilReady(redis.commands, AbortSignal.timeout(10_000))
  const time = createStoreTime(quietly.steady)
  return { redis, write: createWrites(createScripts(redis), time) }
}

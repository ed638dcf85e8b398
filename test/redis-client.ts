// One process's connections to a private Redis, as the program makes them.
import { connectRedis, type RedisClient, untilReady } from '../src/redis/client.js'
import { createScripts, type RunScript } from '../src/redis/scripts.js'
import { parseRedisUrl } from '../src/redis/url.js'

export interface RedisProcess {
  readonly redis: RedisClient
  readonly run: RunScript
}

export async function joinRedis(url: string): Promise<RedisProcess> {
  const address = parseRedisUrl(url)
  if (!address) throw new Error(`not an address of Redis: ${url}`)
  const redis = connectRedis(address, () => undefined)
  await untilReady(redis.commands, AbortSignal.timeout(10_000))
  return { redis, run: createScripts(redis.commands) }
}

// One process's connections to a private Redis, as the program makes them.
import { connectRedis, type RedisClient, type RedisClientDeps, untilReady } from '../../src/redis/client.js'
import { createRedisTime } from '../../src/redis/redis-time.js'
import { createScripts, createWrites, type RunScript, type WriteScript } from '../../src/redis/scripts.js'
import { slotOf } from '../../src/redis/slot.js'
import { parseRedisUrl } from '../../src/redis/url.js'

export interface RedisProcess {
  readonly redis: RedisClient
  readonly write: WriteScript
}

/** Nobody listens to what happens to the connection. */
export const quietly = {
  steady: { now: () => performance.now() },
  prefix: '',
  onDropped: () => undefined,
  onError: () => undefined,
  onHealth: () => undefined,
}

export async function joinRedis(url: string, deps: Partial<RedisClientDeps> = {}): Promise<RedisProcess> {
  const address = parseRedisUrl(url)
  if (!address) throw new Error(`not an address of Redis: ${url}`)
  const redis = connectRedis(address, { ...quietly, ...deps })
  await untilReady(redis.commands, AbortSignal.timeout(10_000))
  const time = createRedisTime(quietly.steady)
  return { redis, write: createWrites(oneSlot(createScripts(redis)), time) }
}

/** Rejects what a Redis Cluster would refuse: a script whose keys lie in several slots. */
export function oneSlot(run: RunScript): RunScript {
  return async (name, keys, args) => {
    if (new Set(keys.map(slotOf)).size > 1)
      throw new Error(`${name} takes keys of several slots: ${keys.join(' ')}`)
    return run(name, keys, args)
  }
}

// Everything that a Redis holds, as text to be searched.
import type { Redis } from 'ioredis'

type Read = (redis: Redis, key: string) => Promise<unknown>

const readers: Readonly<Record<string, Read>> = {
  string: (redis, key) => redis.get(key),
  hash: (redis, key) => redis.hgetall(key),
  list: (redis, key) => redis.lrange(key, 0, -1),
  set: (redis, key) => redis.smembers(key),
  zset: (redis, key) => redis.zrange(key, '0', '-1', 'WITHSCORES'),
  stream: async (redis, key) => [
    await redis.xrange(key, '-', '+'),
    ...(await Promise.all(
      ((await redis.xinfo('GROUPS', key)) as unknown[]).map(group => ofGroup(redis, key, group)),
    )),
  ],
}

async function ofGroup(redis: Redis, key: string, group: unknown): Promise<unknown> {
  const name = String((group as unknown[])[1])
  return [group, await redis.xinfo('CONSUMERS', key, name), await redis.xpending(key, name, '-', '+', 1_000)]
}

/** Key by its value as JSON. Throws on a type that it cannot read. */
export async function dumpOf(redis: Redis): Promise<Map<string, string>> {
  const dump = new Map<string, string>()
  let cursor = '0'
  do {
    const [next, keys] = await redis.scan(cursor)
    cursor = next
    for (const key of keys) {
      const type = await redis.type(key)
      if (type === 'none') continue
      const read = readers[type]
      if (read === undefined) throw new Error(`${key} is a ${type}`)
      dump.set(key, JSON.stringify(await read(redis, key)))
    }
  } while (cursor !== '0')
  return dump
}

/** The keys whose name or value holds the needle. */
export function keysWith(dump: ReadonlyMap<string, string>, needle: string): string[] {
  return [...dump]
    .filter(([key, value]) => key.includes(needle) || value.includes(needle))
    .map(([key]) => key)
}

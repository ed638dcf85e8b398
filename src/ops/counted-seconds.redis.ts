// Counted seconds in Redis: one key a bad second, which expires.
import type { RedisClient } from '../redis/client.js'
import { storeAway } from '../redis/failure.js'
import { badSecondKey } from '../redis/keys.js'
import { COUNTED_MS, type CountedSeconds } from './counted-seconds.js'

export function createRedisCountedSeconds(
  { commands, nodeHealth }: RedisClient,
  process: string,
): CountedSeconds {
  return {
    async isFirst(second) {
      const key = badSecondKey(second)
      try {
        // GET tells a process whose first reply was lost that the second is its own.
        const put = () => commands.set(key, process, 'PX', COUNTED_MS, 'NX', 'GET')
        return ((await nodeHealth.ask(key, put)) ?? process) === process
      } catch (error) {
        throw storeAway(error)
      }
    },
  }
}

// Claims in Redis: one key a bad second, which expires.
import type { RedisClient } from '../redis/client.js'
import { storeAway } from '../redis/failure.js'
import { badSecondKey } from '../redis/keys.js'
import { CLAIM_MS, type SecondClaims } from './second-claims.js'

export function createRedisSecondClaims(
  { commands, nodeHealth }: RedisClient,
  process: string,
): SecondClaims {
  return {
    async claim(second) {
      const key = badSecondKey(second)
      try {
        // GET tells a process whose first reply was lost that the claim is its own.
        const claim = () => commands.set(key, process, 'PX', CLAIM_MS, 'NX', 'GET')
        return ((await nodeHealth.ask(key, claim)) ?? process) === process
      } catch (error) {
        throw storeAway(error)
      }
    },
  }
}

// The tokens of the day in one hash of Redis, whose clock alone says which day it is.
import { tokensKey } from '../redis/keys.js'
import type { WriteScript } from '../redis/scripts.js'
import { DAY_AHEAD_MS, type TokenCounts } from './token-counts.js'

export function createRedisTokenCounts(write: WriteScript, processId: string): TokenCounts {
  return {
    async exchange({ number, tokens }) {
      const news = Array.from(tokens, ([shop, count]) => `${count} ${encodeURIComponent(shop)}`).join('\n')
      const reply = await write('token_exchange', [tokensKey], [processId, number, DAY_AHEAD_MS, news])
      const sums = reply.split(' ').map(Number)
      return new Map(Array.from(tokens.keys(), (shop, at) => [shop, sums[at] ?? 0]))
    },
  }
}

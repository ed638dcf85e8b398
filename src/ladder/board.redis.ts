// The board in one Redis hash, timed by Redis alone.

import type { RedisClient } from '../redis/client.js'
import { storeAway } from '../redis/failure.js'
import { boardChannel, boardKey } from '../redis/keys.js'
import { listen } from '../redis/listen.js'
import type { WriteScript } from '../redis/writes.js'
import { type Board, FRESH_MS, type Standings } from './board.js'
import type { LadderState } from './ladder.js'
import type { Report } from './signals.js'

export function createRedisBoard(redis: RedisClient, write: WriteScript): Board {
  return {
    exchange: async (origin, report) =>
      standingsOf(await write('board_exchange', [boardKey], [origin, JSON.stringify(report), FRESH_MS])),
    move: async (stamp, to) =>
      (await write('board_move', [boardKey], [stamp, JSON.stringify(to), boardChannel])) === 'm',
    // Ends with the client.
    listen: take =>
      void listen(redis.subscriber, boardChannel, text => take(JSON.parse(text) as LadderState)),
    async leave(origin) {
      try {
        await redis.commands.hdel(boardKey, `r:${origin}`)
      } catch (error) {
        throw storeAway(error)
      }
    },
  }
}

function standingsOf(reply: string): Standings {
  const [now = '', stamp = '', ...lines] = reply.split('\n')
  const reports = lines.map(line => {
    const space = line.indexOf(' ')
    return [line.slice(0, space), JSON.parse(line.slice(space + 1)) as Report] as const
  })
  const state = stamp === '' ? undefined : (JSON.parse(stamp) as LadderState)
  return { now: Number(now), stamp, state, reports: new Map(reports) }
}

// The board in one Redis hash, timed by Redis alone.

import { type RedisClient, receive } from '../redis/client.js'
import { storeAway } from '../redis/failure.js'
import { isRecord, readJson } from '../redis/json.js'
import { boardChannel, boardKey } from '../redis/keys.js'
import { channelOf } from '../redis/prefix.js'
import type { WriteScript } from '../redis/scripts.js'
import { FRESH_MS, type LevelSnapshot, type LevelStore } from './level-store.js'
import type { LadderState } from './next-level.js'
import type { Report } from './signals.js'

export function createRedisLevelStore(redis: RedisClient, write: WriteScript): LevelStore {
  const channel = channelOf(redis.commands, boardChannel)
  return {
    exchange: async (processId, report) =>
      standingsOf(await write('board_exchange', [boardKey], [processId, JSON.stringify(report), FRESH_MS])),
    move: async (stamp, to) =>
      (await write('board_move', [boardKey], [stamp, JSON.stringify(to), channel])) === 'm',
    // Ends with the client.
    listen: take => void receive(redis, boardChannel, { topic: 'board', read: stateOf, take }),
    async leave(processId) {
      try {
        await redis.commands.hdel(boardKey, `r:${processId}`)
      } catch (error) {
        throw storeAway(error)
      }
    },
  }
}

function standingsOf(reply: string): LevelSnapshot {
  const [now = '', stamp = '', ...lines] = reply.split('\n')
  const reports = lines.flatMap(line => {
    const space = line.indexOf(' ')
    const report = readJson(line.slice(space + 1), isReport)
    return report ? [[line.slice(0, space), report] as const] : []
  })
  return { now: Number(now), stamp, state: stateOf(stamp), reports: new Map(reports) }
}

const stateOf = (text: string) => readJson(text, isState)

function isState(value: unknown): value is LadderState {
  if (!isRecord(value) || !isTime(value.since)) return false
  const isLevel = [0, 1, 2, 3, 4].includes(value.level as number)
  return (
    isLevel && typeof value.cause === 'string' && (value.calmSince === undefined || isTime(value.calmSince))
  )
}

const isTime = (value: unknown) => typeof value === 'number' && Number.isFinite(value)

/** A report without these, as of a newer version, would make every sum NaN. */
const counts = [
  'turns',
  'slowTurns',
  'calls',
  'slowCalls',
  'failedCalls',
  'refusedCalls',
] as const satisfies readonly (keyof Report)[]

function isReport(value: unknown): value is Report {
  return isRecord(value) && counts.every(field => isTime(value[field]))
}

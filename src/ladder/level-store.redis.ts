// The level store in one Redis hash, timed by Redis alone.

import { isRecord, isTime, readJson } from '../json.js'
import { type RedisClient, receive } from '../redis/client.js'
import { storeAway } from '../redis/failure.js'
import { levelChannel, levelKey } from '../redis/keys.js'
import { channelOf } from '../redis/prefix.js'
import type { WriteScript } from '../redis/scripts.js'
import { FRESH_MS, type LevelSnapshot, type LevelStore } from './level-store.js'
import type { LadderState } from './next-level.js'
import type { Report } from './signals.js'

export interface RedisLevelStoreDeps {
  readonly redis: RedisClient
  readonly write: WriteScript
  /** Called with each report or state that cannot be read and is left out. */
  readonly onStray: (topic: string) => void
}

export function createRedisLevelStore({ redis, write, onStray }: RedisLevelStoreDeps): LevelStore {
  const channel = channelOf(redis.commands, levelChannel)
  return {
    exchange: async (processId, report) =>
      standingsOf(
        await write('level_exchange', [levelKey], [processId, JSON.stringify(report), FRESH_MS]),
        onStray,
      ),
    move: async (stamp, to) =>
      (await write('level_move', [levelKey], [stamp, JSON.stringify(to), channel])) === 'm',
    // Ends with the client.
    listen: onMessage => void receive(redis, levelChannel, { topic: 'level', read: stateOf, onMessage }),
    async remove(processId) {
      try {
        await redis.commands.hdel(levelKey, `r:${processId}`)
      } catch (error) {
        throw storeAway(error)
      }
    },
  }
}

function standingsOf(reply: string, onStray: (topic: string) => void): LevelSnapshot {
  const [now = '', stamp = '', ...lines] = reply.split('\n')
  const reports = lines.flatMap(line => {
    const space = line.indexOf(' ')
    const report = readJson(line.slice(space + 1), isReport)
    if (report) return [[line.slice(0, space), report] as const]
    onStray('level-report')
    return []
  })
  const state = stateOf(stamp)
  if (stamp !== '' && state === undefined) onStray('level-state')
  return { now: Number(now), stamp, state, reports: new Map(reports) }
}

const stateOf = (text: string) => readJson(text, isState)

function isState(value: unknown): value is LadderState {
  if (!isRecord(value) || !isTime(value.since)) return false
  const isLevel = [0, 1, 2, 3, 4].includes(value.level as number)
  return (
    isLevel && typeof value.cause === 'string' && (value.calmSince === undefined || isTime(value.calmSince))
  )
}

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
  return isRecord(value) && counts.every(field => Number.isFinite(value[field]))
}

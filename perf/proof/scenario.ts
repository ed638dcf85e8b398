// A scenario's form. One file each in scenarios/.
import { type RedisServer, startRedis } from '../../tools/redis-server.js'
import type { Load } from './load.js'
import type { Breach } from './oracle.js'
import type { Report } from './report.js'
import { openStage, type Stage, type StageOrder } from './stage.js'

export interface Scenario {
  readonly name: string
  readonly run: (size: Size) => Promise<Report>
  /** The cost of this fault by design: it is counted and is no breach. */
  readonly tolerated?: readonly Breach[]
}

export interface Size {
  /** The package that is put to the proof. */
  readonly root: URL
  readonly isShort: boolean
}

/** Speaks until it is stopped: a scenario that breaks something does so under this. */
export const steadyLoad = ({ isShort }: Size): Load => ({
  dialogs: isShort ? 6 : 16,
  clients: 3,
  messages: 250,
  keyed: 1,
  hasty: 0.1,
})

/** Plays on a stage over one Redis that writes its file every second, and closes both. */
export async function onStage(
  order: Omit<StageOrder, 'redisUrl'>,
  play: (stage: Stage, redis: RedisServer) => Promise<Report>,
): Promise<Report> {
  const redis = await startRedis(['--appendfsync', 'everysec', '--latency-monitor-threshold', '100'])
  try {
    const stage = await openStage({ ...order, redisUrl: redis.url })
    try {
      const report = await play(stage, redis)
      return { ...report, notes: [...report.notes, ...(await heldUp(redis))] }
    } finally {
      await stage.close()
    }
  } finally {
    await redis.stop()
  }
}

/** Holdups of Redis of over 100 ms since it started, by its own monitor: most often the disk. */
async function heldUp({ client }: RedisServer): Promise<string[]> {
  const events = (await client.latency('LATEST').catch(() => [])) as [string, number, number, number][]
  return events.map(([event, , , mostMs]) => `Redis was held up by ${event}: ${mostMs} ms at most`)
}

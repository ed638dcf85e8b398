// A scenario's form. One file each in scenarios/.
import { type RedisServer, startRedis } from '../../tools/redis-server.js'
import type { Load } from './load.js'
import type { Breach } from './oracle.js'
import { startRedisCluster } from './redis-cluster.js'
import type { Report } from './report.js'
import { openStage, type Stage, type StageOrder } from './stage.js'

export interface Scenario {
  readonly name: string
  readonly run: (size: Size) => Promise<Report>
  /** The cost of this fault by design: it is counted and is no breach. */
  readonly tolerated?: readonly Breach[]
  /** It breaks the one Redis, so it is not played over a cluster. */
  readonly needsOneRedis?: true
}

export interface Size {
  /** The package that is put to the proof. */
  readonly root: URL
  readonly isShort: boolean
  /** Over a Redis Cluster of three masters with a replica each. */
  readonly isCluster?: boolean
}

/** Speaks until it is stopped: a scenario that breaks something does so under this. */
export const steadyLoad = ({ isShort }: Size): Load => ({
  dialogs: isShort ? 6 : 16,
  clients: 3,
  messages: 250,
  keyed: 1,
  hasty: 0.1,
})

interface Store {
  /** The only one, or the masters. */
  readonly servers: readonly [RedisServer, ...RedisServer[]]
  readonly url: string
  stop(): Promise<unknown>
}

async function openStore({ isCluster = false }: Size): Promise<Store> {
  if (isCluster) {
    const { url, masters, stop } = await startRedisCluster(1)
    return { url, stop, servers: masters as Store['servers'] }
  }
  const redis = await startRedis(['--appendfsync', 'everysec', '--latency-monitor-threshold', '100'])
  return { url: redis.url, stop: redis.stop, servers: [redis] }
}

/** Plays on a stage over one Redis that writes its file every second, or over a cluster, and closes both. */
export async function onStage(
  size: Size,
  order: Omit<StageOrder, 'redisUrl' | 'root'>,
  play: (stage: Stage, redis: RedisServer) => Promise<Report>,
): Promise<Report> {
  const store = await openStore(size)
  try {
    const stage = await openStage({ ...order, root: size.root, redisUrl: store.url })
    try {
      const report = await play(stage, store.servers[0])
      const held = await Promise.all(store.servers.map(heldUp))
      return { ...report, notes: [...report.notes, ...held.flat()] }
    } finally {
      await stage.close()
    }
  } finally {
    await store.stop()
  }
}

/** Holdups of Redis of over 100 ms since it started, by its own monitor: most often the disk. */
async function heldUp({ client }: RedisServer): Promise<string[]> {
  const events = (await client.latency('LATEST').catch(() => [])) as [string, number, number, number][]
  return events.map(([event, , , mostMs]) => `Redis was held up by ${event}: ${mostMs} ms at most`)
}

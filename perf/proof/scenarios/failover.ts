// A master of a Redis Cluster is killed under load and its replica takes over. What the replica had not received is
// lost by design, and counted; nothing may be split, doubled, reordered or mixed by it.
import { setTimeout as delay } from 'node:timers/promises'
import { speak } from '../load.js'
import { startRedisCluster } from '../redis-cluster.js'
import { type Report, reportOf } from '../report.js'
import { type Scenario, type Size, steadyLoad } from '../scenario.js'
import { openStage } from '../stage.js'

export const failover: Scenario = {
  name: 'failover',
  tolerated: ['lost'],
  run: size => withReplicas(size, 0),
}

/** WAIT makes a loss improbable, not impossible: it is counted here too. */
export const failoverAwaited: Scenario = {
  name: 'failover-awaited',
  tolerated: ['lost'],
  run: size => withReplicas(size, 1),
}

async function withReplicas(size: Size, replicas: number): Promise<Report> {
  const redis = await startRedisCluster(1)
  try {
    const env = { REDIS_WAIT_REPLICAS: String(replicas) }
    const order = { root: size.root, processes: 2, redisUrl: redis.url, vendorMs: [1, 10], env } as const
    const stage = await openStage(order)
    try {
      const stop = new AbortController()
      const speaking = speak(stage, { ...steadyLoad(size), dialogs: size.isShort ? 12 : 32 }, stop.signal)
      await delay(2_000)
      const faultAt = performance.now()
      await redis.killMaster(200)
      await delay(3_000)
      stop.abort()
      const notes = [`REDIS_WAIT_REPLICAS=${replicas}`]
      return reportOf(await stage.evidence(await speaking), { faultAt, notes })
    } finally {
      await stage.close()
    }
  } finally {
    await redis.stop()
  }
}

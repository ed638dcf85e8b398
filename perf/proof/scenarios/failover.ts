// A master of a Redis Cluster is killed under load and its replica takes over. What the replica had not received is
// lost by design, and counted; nothing may be split, doubled, reordered or mixed by it.
import { setTimeout as delay } from 'node:timers/promises'
import { speak } from '../load.js'
import { startRedisCluster } from '../redis-cluster.js'
import { type Report, reportOf } from '../report.js'
import { type Scenario, type Size, steadyLoad } from '../scenario.js'
import { openStage, type Stage } from '../stage.js'

/** The time a dead host takes along: well below the 200 ms that a reply waits for a replica. */
const BRIEF_CUT_MS = 80
/** The replica had lost its master long before: replies have gone on leaving without it. */
const LONG_CUT_MS = 1_000

export const failover: Scenario = {
  name: 'failover',
  tolerated: ['lost'],
  run: size => fail(size, { replicas: 0, cutOffMs: BRIEF_CUT_MS }),
}

/** Nothing is lost: no reply leaves before the replica has the turn, and the master dies before anybody is tired of
 *  waiting. */
export const failoverAwaited: Scenario = {
  name: 'failover-awaited',
  tolerated: ['lost'],
  async run(size) {
    const report = await fail(size, { replicas: 1, cutOffMs: BRIEF_CUT_MS })
    const lost = report.findings.filter(({ breach }) => breach === 'lost').length
    if (lost === 0 || report.notes.includes(SHORT)) return report
    return { ...report, faults: [...report.faults, `${lost} lost although every reply had waited`] }
  },
}

/** Two faults at once: the wait is bounded, so that a replica that is away does not stop the service. */
export const failoverCutOff: Scenario = {
  name: 'failover-cut-off',
  tolerated: ['lost'],
  run: size => fail(size, { replicas: 1, cutOffMs: LONG_CUT_MS }),
}

interface Failover {
  readonly replicas: 0 | 1
  readonly cutOffMs: number
}

const SHORT = 'replies left that had waited in vain'

async function fail(size: Size, order: Failover): Promise<Report> {
  const redis = await startRedisCluster(1)
  try {
    const env = { REDIS_WAIT_REPLICAS: String(order.replicas) }
    const { url: redisUrl } = redis
    const stage = await openStage({ root: size.root, processes: 2, redisUrl, vendorMs: [1, 10], env })
    try {
      const stop = new AbortController()
      const speaking = speak(stage, { ...steadyLoad(size), dialogs: size.isShort ? 12 : 32 }, stop.signal)
      await delay(2_000)
      const faultAt = performance.now()
      // Afterwards the new master has no replica, and every wait is in vain.
      let wasShort = false
      await redis.killMaster(order.cutOffMs, () => {
        wasShort = wentShort(stage)
      })
      await delay(3_000)
      stop.abort()
      const asked = `REDIS_WAIT_REPLICAS=${order.replicas}, cut off ${order.cutOffMs} ms before the kill`
      const notes = [asked, ...(wasShort ? [SHORT] : [])]
      return reportOf(await stage.evidence(await speaking), { faultAt, notes })
    } finally {
      await stage.close()
    }
  } finally {
    await redis.stop()
  }
}

/** A process said that a wait was over before a replica had the write. */
function wentShort({ servers }: Stage): boolean {
  return servers.some(({ lines }) => lines.some(line => line.includes('fewer replicas')))
}

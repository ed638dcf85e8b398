// Redis is killed and started again from its file, or stands still for three seconds.
import { setTimeout as delay } from 'node:timers/promises'
import type { RedisServer } from '../../../tools/redis-server.js'
import { speak } from '../load.js'
import { type Report, reportOf } from '../report.js'
import { onStage, type Scenario, type Size, steadyLoad } from '../scenario.js'

const FROZEN_MS = 3_000

export const restarted: Scenario = {
  name: 'redis-restarted',
  needsOneRedis: true,
  run: size =>
    whileBroken(size, async redis => {
      // SIGKILL: nothing is written in good order first.
      process.kill(redis.pid, 'SIGKILL')
      await redis.restart()
    }),
}

export const frozen: Scenario = {
  name: 'redis-frozen',
  needsOneRedis: true,
  run: size =>
    whileBroken(size, async redis => {
      process.kill(redis.pid, 'SIGSTOP')
      await delay(FROZEN_MS)
      process.kill(redis.pid, 'SIGCONT')
    }),
}

function whileBroken(size: Size, fault: (redis: RedisServer) => Promise<void>): Promise<Report> {
  return onStage(size, { processes: 2, vendorMs: [5, 60] }, async (stage, redis) => {
    const stop = new AbortController()
    const speaking = speak(stage, { ...steadyLoad(size), keyed: 0.7 }, stop.signal)
    await delay(1_500)
    const faultAt = performance.now()
    await fault(redis)
    await delay(3_000)
    stop.abort()
    return reportOf(await stage.evidence(await speaking), { faultAt })
  })
}

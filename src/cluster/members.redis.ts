// The table of beats in Redis, in Redis's time.
import { splitIds } from '../ids.js'
import { procsKey } from '../redis/keys.js'
import type { RedisTime } from '../redis/redis-time.js'
import type { WriteScript } from '../redis/scripts.js'
import { DEAD_MS, type Heartbeats } from './members.js'

/** A process silent for this long leaves the table. */
const FORGET_MS = 60_000

export function createRedisHeartbeats(write: WriteScript, time: RedisTime): Heartbeats {
  return {
    async beat(processId) {
      const reply = await write('procs_beat', [procsKey], [processId, DEAD_MS, FORGET_MS])
      const [now, live = ''] = reply.slice(1).split(' ')
      time.learn(Number(now))
      return new Set(splitIds(live))
    },
    async remove(processId) {
      await write('procs_leave', [procsKey], [processId])
    },
  }
}

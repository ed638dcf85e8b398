// The table of beats in Redis, in Redis's time.
import { splitIds } from '../ids.js'
import { homesKey, membersKey } from '../redis/keys.js'
import type { RedisTime } from '../redis/redis-time.js'
import type { WriteScript } from '../redis/scripts.js'
import { DEAD_MS, FORGET_MS, type Heartbeats } from './members.js'

export function createRedisHeartbeats(write: WriteScript, time: RedisTime): Heartbeats {
  return {
    async beat(processId) {
      const reply = await write('member_beat', [membersKey, homesKey], [processId, DEAD_MS, FORGET_MS])
      const [now, live = ''] = reply.slice(1).split(' ')
      time.learn(Number(now))
      return new Set(splitIds(live))
    },
    async remove(processId) {
      await write('member_leave', [membersKey], [processId])
    },
  }
}

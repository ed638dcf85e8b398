// Closed services in Redis: fields of their dialog's own hash, written by seat_answer.
import { dialogKey } from '../../redis/keys.js'
import type { RunScript, WriteScript } from '../../redis/scripts.js'
import type { ClosedService, Outcome, Services } from './services.js'
import { textOfWord } from './word.js'

export interface RedisServiceDeps {
  readonly run: RunScript
  readonly write: WriteScript
}

export function createRedisServices({ run, write }: RedisServiceDeps): Services {
  return {
    async of(dialogId, owner) {
      const reply = await run('services_read', [dialogKey(dialogId)], [owner])
      if (reply === 'a') return undefined
      const [now, ...rows] = reply.slice(1).split('\n')
      return { now: Number(now), closed: rows.filter(row => row !== '').map(serviceOf) }
    },
    async settle(dialogId, owner, serviceId) {
      await write('service_settle', [dialogKey(dialogId)], [owner, serviceId])
    },
  }
}

function serviceOf(row: string): ClosedService {
  const [serviceId = '', closedAt, outcome, seat = ''] = row.split(' ')
  return { serviceId, closedAt: Number(closedAt), outcome: outcome as Outcome, sub: textOfWord(seat) }
}

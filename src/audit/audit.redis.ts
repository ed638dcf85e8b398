// A stream of the audit as one of Redis. The time of an entry is Redis's: its id is when it was stored, `at` when it happened.
import type { Commands } from '../redis/client.js'
import { replyOf } from '../redis/failure.js'
import { auditBatchKey } from '../redis/keys.js'
import type { WriteScript } from '../redis/scripts.js'
import type { Audit, AuditEntry, AuditEvent, AuditLimits } from './audit.js'

/** A batch that comes again later than this is stored again. */
const REPEAT_MS = 600_000

export interface RedisAuditDeps {
  readonly commands: Commands
  readonly write: WriteScript
}

export function createRedisAudit(
  { commands, write }: RedisAuditDeps,
  key: string,
  limits: AuditLimits,
): Audit {
  return {
    async append({ from, number, events }) {
      const pairs = events.map(([agoMs, event]) => [Math.round(agoMs), JSON.stringify(event)])
      const bounds = [limits.entriesMost, limits.ageMs, REPEAT_MS]
      await write('audit_add', [key, auditBatchKey(key, from)], [number, JSON.stringify(pairs), ...bounds])
    },
    async read(after, count) {
      const from = after === '' ? '-' : after.includes('-') ? `(${after}` : after
      const found = await replyOf(commands.xrange(key, from, '+', 'COUNT', count))
      return found.map(([id, [, at = '', , event = '']]): AuditEntry => {
        return { ...(JSON.parse(event) as AuditEvent), id, at: Number(at) }
      })
    },
  }
}

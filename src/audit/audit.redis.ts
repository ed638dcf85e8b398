// The audit as a Redis stream. The time of an entry is Redis's: its id is when it was stored, `at` when it happened.
import type { Commands } from '../redis/client.js'
import { replyOf } from '../redis/failure.js'
import { auditBatchKey, auditKey } from '../redis/keys.js'
import type { WriteScript } from '../redis/scripts.js'
import type { Audit, AuditEntry, AuditEvent, AuditLimits } from './audit.js'

/** A batch that comes again later than this is stored again. */
const REPEAT_MS = 600_000

export function createRedisAudit(commands: Commands, write: WriteScript, limits: AuditLimits): Audit {
  return {
    async append({ from, number, events }) {
      const pairs = events.map(([agoMs, event]) => [Math.round(agoMs), JSON.stringify(event)])
      const bounds = [limits.entriesMost, limits.ageMs, REPEAT_MS]
      await write('audit_add', [auditKey, auditBatchKey(from)], [number, JSON.stringify(pairs), ...bounds])
    },
    async read(after, count) {
      const from = after === '' ? '-' : after.includes('-') ? `(${after}` : after
      const found = await replyOf(commands.xrange(auditKey, from, '+', 'COUNT', count))
      return found.map(([id, [, at = '', , event = '']]): AuditEntry => {
        return { ...(JSON.parse(event) as AuditEvent), id, at: Number(at) }
      })
    },
  }
}

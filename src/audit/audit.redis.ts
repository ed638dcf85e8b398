// A stream of the audit as one of Redis. The time of an entry is Redis's: its id is when it was stored, `at` when it happened.

import { hasTexts, isRecord, isTime, readJson } from '../json.js'
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
  /** Called with each entry that cannot be read and is left out. */
  readonly onStray: (topic: string) => void
}

export function createRedisAudit(
  { commands, write, onStray }: RedisAuditDeps,
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
      const entries: AuditEntry[] = []
      // Strays are passed over: fewer entries than asked for would say that the stream ends here.
      for (let position = after; ; ) {
        const wanted = count - entries.length
        const found = await replyOf(commands.xrange(key, behind(position), '+', 'COUNT', wanted))
        for (const row of found) {
          const entry = entryOf(row)
          if (entry) entries.push(entry)
          else onStray('audit')
        }
        const last = found.at(-1)
        if (last === undefined || found.length < wanted || entries.length === count) return entries
        position = last[0]
      }
    },
  }
}

const behind = (position: string) =>
  position === '' ? '-' : position.includes('-') ? `(${position}` : position

function entryOf([id, [, at = '', , text = '']]: readonly [string, readonly string[]]):
  | AuditEntry
  | undefined {
  const event = readJson(text, isEvent)
  return event && isTime(Number(at)) ? { ...event, id, at: Number(at) } : undefined
}

const optionalTexts = [
  'shop',
  'hash',
  'dialog',
  'customer',
  'by',
] as const satisfies readonly (keyof AuditEvent)[]

function isEvent(value: unknown): value is AuditEvent {
  if (!isRecord(value) || !hasTexts(value, 'kind', 'place', 'rule', 'traceId')) return false
  const { count } = value
  const isCounted = count === undefined || typeof count === 'number'
  return isCounted && optionalTexts.every(field => ['string', 'undefined'].includes(typeof value[field]))
}

// Puts events of one stream on record without making anybody wait: they are gathered here and stored in batches.
// Bounded; what finds no room is counted and lost.
import type { Clock } from '../clock.js'
import { repeat } from '../timers.js'
import type { Audit, AuditBatch, AuditEvent } from './audit.js'

export interface AuditWriter {
  /** Puts the event on record soon. Returns at once and never throws. */
  enqueue(event: AuditEvent): void
  /** Resolves when the event is on record; while the store is away it waits with the others, and this resolves. */
  record(event: AuditEvent): Promise<void>
  /** Stores what waits; resolves also when the store is away. */
  flush(): Promise<void>
  /** Stores what waits, if the store lets us. */
  close(): Promise<void>
}

/** Why an event is lost: there was no room, or the process ended. */
export type Loss = 'full' | 'closed'

export interface AuditWriterDeps {
  readonly audit: Audit
  /** Never jumps. */
  readonly steady: Clock
  /** The incarnation of this process. */
  readonly processId: string
  onLost(count: number, why: Loss): void
}

export interface AuditPace {
  /** How long events are gathered. */
  readonly everyMs: number
  /** Entries that are too old are dropped at least this often, also when nothing is written. */
  readonly trimMs: number
}

export const auditPace: AuditPace = { everyMs: 250, trimMs: 60_000 }

const MOST_WAITING = 10_000
const AT_ONCE = 500

type WaitingEvent = readonly [at: number, event: AuditEvent]

export function createAuditWriter(
  { audit, steady, processId, onLost }: AuditWriterDeps,
  pace: AuditPace,
): AuditWriter {
  let waiting: WaitingEvent[] = []
  /** The batch under way: a repetition must hold the same events. */
  let batch: readonly WaitingEvent[] = []
  let number = 0
  let trimmedAt = steady.now()

  async function send(): Promise<void> {
    const now = steady.now()
    const events = batch.map(([at, event]) => [now - at, event] as const)
    const sent: AuditBatch = { from: processId, number, events }
    await audit.append(sent)
    trimmedAt = now
    number += 1
    batch = []
  }

  const storing = repeat(async () => {
    if (steady.now() - trimmedAt >= pace.trimMs && batch.length + waiting.length === 0) await send()
    while (batch.length + waiting.length > 0) {
      if (batch.length === 0) {
        batch = waiting.slice(0, AT_ONCE)
        waiting = waiting.slice(AT_ONCE)
      }
      await send()
    }
  }, pace.everyMs)

  function enqueue(event: AuditEvent): void {
    if (waiting.length >= MOST_WAITING) onLost(1, 'full')
    else waiting.push([steady.now(), event])
  }

  const flush = () => storing.now().catch(() => undefined)

  return {
    enqueue,
    flush,
    async record(event) {
      enqueue(event)
      await flush()
    },
    async close() {
      await flush()
      await storing.close()
      const left = batch.length + waiting.length
      if (left > 0) onLost(left, 'closed')
    },
  }
}

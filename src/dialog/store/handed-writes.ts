// What the acts of people have in common, over records in memory.
import type { DialogRecord } from './dialog-record.js'
import type { TicketRef } from './dialogs.js'
import type { Before, Once, Told } from './handovers.js'
import type { DialogLimits } from './limits.js'
import { refOf } from './person-rules.js'

export interface HandedWrites {
  /** A person has to do with the dialog: it lives longer. */
  handed(record: DialogRecord): void
  /** Marks a write that changes later prompts, so that answers built before it are refused. */
  newLast(record: DialogRecord): void
}

export function createHandedWrites(
  { clock, newId }: { readonly clock: { now(): number }; readonly newId: () => string },
  limits: Pick<DialogLimits, 'handedTtlMs'>,
): HandedWrites {
  return {
    handed(record) {
      record.livesUntil = clock.now() + limits.handedTtlMs
    },
    newLast(record) {
      record.past = { ...record.past, last: newId() }
    },
  }
}

/** What became of an act that comes under a key; undefined when it is new or has none. */
export function before(kept: readonly Once[], once: Once | undefined): Before | undefined {
  const used = once && kept.find(({ key }) => key === once.key)
  return used && { kind: used.body === once.body ? 'repeated' : 'key-reused' }
}

export const headOf = (record: DialogRecord): TicketRef[] => record.tickets.slice(0, 1).map(refOf)

export function told(record: DialogRecord): Told {
  return { tickets: [], watchers: [...record.watchers] }
}

// Closed services in this process's memory, over the records of dialogs.memory.ts.
import type { Clock } from '../../clock.js'
import type { DialogRecord } from './dialog-record.js'
import { createDialogShelf, type MemoryState } from './dialog-shelf.js'
import type { Hold } from './handoff.js'
import type { DialogLimits } from './limits.js'
import { newest } from './queue-rules.js'
import { isInvited, type Outcome, RATING_MS, SERVICES_KEPT, type Services } from './services.js'

export function createMemoryServices(
  clock: Clock,
  { ttlMs }: Pick<DialogLimits, 'ttlMs'>,
  state: MemoryState,
): Services {
  const shelf = createDialogShelf(state, ttlMs)
  return {
    async of(dialogId, owner) {
      const now = clock.now()
      const record = shelf.findOf(dialogId, owner, now)
      return record && { now, closed: record.services }
    },
    async settle(dialogId, owner, serviceId) {
      const record = shelf.findOf(dialogId, owner, clock.now())
      if (record?.invitation?.serviceId === serviceId) record.invitation = undefined
    },
  }
}

/** Closes the service of this hold. */
export function closeService(
  record: DialogRecord,
  { serviceId, sub }: Hold,
  how: { readonly outcome: Outcome; readonly at: number },
): void {
  const { outcome, at: closedAt } = how
  record.services = newest([...record.services, { serviceId, sub, outcome, closedAt }], SERVICES_KEPT)
  if (isInvited(outcome)) record.invitation = { serviceId, expiresAt: closedAt + RATING_MS }
}

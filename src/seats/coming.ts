// Dialogs whose places on the board are being taken, by customer. The board does not show them yet: without them a customer
// who asks in many dialogs at once would get a place for each.
import type { DialogId } from '../ids.js'

export interface Coming {
  /** Dialogs of the customer, in the order in which they came. */
  of(owner: string): Iterable<DialogId>
  /** Counts the dialog among them until the work has ended. */
  during<T>(owner: string, dialogId: DialogId, work: () => Promise<T>): Promise<T>
}

export function createComing(): Coming {
  const coming = new Map<string, Set<DialogId>>()
  return {
    of: owner => coming.get(owner) ?? [],
    async during(owner, dialogId, work) {
      const dialogs = coming.get(owner) ?? new Set()
      coming.set(owner, dialogs.add(dialogId))
      try {
        return await work()
      } finally {
        dialogs.delete(dialogId)
        if (dialogs.size === 0 && coming.get(owner) === dialogs) coming.delete(owner)
      }
    },
  }
}

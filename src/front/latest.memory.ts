// The latest dialogs of this process's customers. A lost one costs its customer a new dialog, nothing else.
import { LRUCache } from 'lru-cache'
import type { Clock } from '../clock.js'
import type { LatestDialog } from './ports.js'

export interface LatestSettings {
  /** As many are remembered in the process. */
  readonly customers: number
  /** DIALOG_TTL_S in milliseconds: a dialog that is gone need not be found. */
  readonly ttlMs: number
}

export function createMemoryLatest(perf: Clock, { customers, ttlMs }: LatestSettings): LatestDialog {
  const latest = new LRUCache<string, string>({ max: customers, ttl: ttlMs, perf })
  return {
    async find({ owner }, isIt) {
      const dialogId = latest.get(owner)
      return dialogId !== undefined && (await isIt(dialogId)) ? dialogId : undefined
    },
    note: async ({ owner }, dialogId) => void latest.set(owner, dialogId),
    async forget({ owner }, dialogId) {
      if (dialogId === undefined || latest.peek(owner) === dialogId) latest.delete(owner)
    },
  }
}

// The latest dialogs of this process's customers. A lost one costs its customer a new dialog, nothing else.
import { LRUCache } from 'lru-cache'
import type { LatestDialog } from './ports.js'

export interface LatestSettings {
  readonly customers: number
  /** DIALOG_TTL_S in milliseconds: a dialog that is gone need not be found. */
  readonly ttlMs: number
}

export function createMemoryLatest({ customers, ttlMs }: LatestSettings): LatestDialog {
  const latest = new LRUCache<string, string>({ max: customers, ttl: ttlMs })
  return {
    find: async ({ owner }) => latest.get(owner),
    note: async ({ owner }, dialogId) => void latest.set(owner, dialogId),
  }
}

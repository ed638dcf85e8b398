// A walk over the records of dialogs.memory.ts.
import type { Clock } from '../../clock.js'
import type { DialogId } from '../../ids.js'
import { createDialogShelf, type MemoryState } from './dialog-shelf.js'
import type { DialogWalk, WalkedDialog } from './dialog-walk.js'
import type { DialogLimits } from './limits.js'

export function createMemoryDialogWalk(
  clock: Clock,
  { ttlMs }: Pick<DialogLimits, 'ttlMs'>,
  state: MemoryState,
): DialogWalk {
  const shelf = createDialogShelf(state, ttlMs)

  function find(dialogId: DialogId): WalkedDialog | undefined {
    const record = shelf.find(dialogId, clock.now())
    if (!record) return undefined
    const { owner, shop, handoff, mode, left } = record
    const isAtDesk = mode !== 'bot' || left !== undefined
    return { dialogId, owner, shop, wasHanded: handoff !== undefined, isAtDesk }
  }

  return {
    find: async dialogId => find(dialogId),
    async *pages() {
      for (const dialogId of [...state.records.keys()]) {
        const found = find(dialogId)
        if (found) yield [found]
      }
    },
  }
}

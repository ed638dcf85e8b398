// Pictures in this process's memory, over the records of dialogs.memory.ts.
import type { Clock } from '../../clock.js'
import { whoseDialog } from './confirmations.memory.js'
import type { DialogRecord } from './dialog-record.js'
import { createDialogShelf, endOf, type MemoryState } from './dialog-shelf.js'
import type { DialogLimits } from './limits.js'
import { type DialogPictures, PICTURES_BYTES_MOST, PICTURES_MOST } from './pictures.js'

export function createMemoryPictures(
  clock: Clock,
  { ttlMs }: Pick<DialogLimits, 'ttlMs'>,
  state: MemoryState,
): DialogPictures {
  const shelf = createDialogShelf(state, ttlMs)
  return {
    async keep({ dialogId, imageId }, owner, picture) {
      const record = shelf.findOf(dialogId, owner, clock.now())
      if (!record) return { kind: 'absent' }
      const { pictures } = record
      if (!pictures.has(imageId)) {
        const isFull = pictures.size >= PICTURES_MOST || bytesOf(record) + picture.bytes > PICTURES_BYTES_MOST
        if (isFull) return { kind: 'full' }
        pictures.set(imageId, picture)
      }
      return { kind: 'kept', expiresAt: endOf(record) }
    },
    async find({ dialogId, imageId }, viewer) {
      const record = shelf.find(dialogId, clock.now())
      const isTheirs = record !== undefined && whoseDialog(record, viewer) === 'theirs'
      return isTheirs ? record.pictures.get(imageId)?.sealed : undefined
    },
    async list(dialogId, owner) {
      const record = shelf.findOf(dialogId, owner, clock.now())
      return record && { ids: [...record.pictures.keys()], bytes: bytesOf(record) }
    },
  }
}

function bytesOf({ pictures }: DialogRecord): number {
  let sum = 0
  for (const { bytes } of pictures.values()) sum += bytes
  return sum
}

// Pictures in Redis: fields of the dialog's keys, and their list in its own hash.
import { splitIds } from '../../ids.js'
import { dialogKey, idempotencyKey } from '../../redis/keys.js'
import type { RunScript, WriteScript } from '../../redis/scripts.js'
import { askedBy } from './confirmations.redis.js'
import { type DialogPictures, PICTURES_BYTES_MOST, PICTURES_MOST } from './pictures.js'

export interface RedisPictureDeps {
  readonly run: RunScript
  readonly write: WriteScript
}

const keysOf = (dialogId: string) => [dialogKey(dialogId), idempotencyKey(dialogId)] as const

export function createRedisPictures({ run, write }: RedisPictureDeps): DialogPictures {
  return {
    async keep({ dialogId, imageId }, owner, { sealed, bytes }) {
      const args = [owner, imageId, sealed, bytes, PICTURES_MOST, PICTURES_BYTES_MOST]
      const reply = await write('picture_keep', keysOf(dialogId), args)
      if (reply === 'a') return { kind: 'absent' }
      return reply === 'f' ? { kind: 'full' } : { kind: 'kept', expiresAt: Number(reply.slice(1)) }
    },
    async find({ dialogId, imageId }, viewer) {
      const reply = await run('picture_find', keysOf(dialogId), [imageId, ...askedBy(viewer)])
      return reply === 'a' ? undefined : reply.slice(1)
    },
    async list(dialogId, owner) {
      const reply = await run('pictures_list', [dialogKey(dialogId)], [owner])
      if (reply === 'a') return undefined
      const [bytes, ids = ''] = reply.slice(1).split(' ')
      return { ids: splitIds(ids), bytes: Number(bytes) }
    },
  }
}

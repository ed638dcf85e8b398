// A walk over the dialogs in Redis: of each the few fields that say whose it is.

import type { DialogId } from '../../ids.js'
import type { Commands } from '../../redis/client.js'
import { dialogKey } from '../../redis/keys.js'
import { dialogPages, ERASED, fieldsOf, idOf } from './dialog-scan.redis.js'
import type { DialogWalk, WalkedDialog } from './dialog-walk.js'
import { readTalk } from './talk.js'

export function createRedisDialogWalk(commands: Commands): DialogWalk {
  /** The dialogs at these keys, which lie on one node of a cluster. */
  async function read(keys: readonly string[]): Promise<WalkedDialog[]> {
    const rows = await fieldsOf(commands, keys, ['owner', 'shop', 'since', 'mode', 'left'])
    return rows.flatMap((row, i) => walkedOf(idOf(keys[i] ?? ''), row))
  }

  return {
    find: async dialogId => (await read([dialogKey(dialogId)]))[0],
    async *pages() {
      for await (const keys of dialogPages(commands)) yield await read(keys)
    },
  }
}

type Row = readonly (string | null | undefined)[]

function walkedOf(dialogId: DialogId, [owner, shop, since, mode, left]: Row): WalkedDialog[] {
  if (!owner || owner.startsWith(ERASED)) return []
  const isAtDesk = readTalk(mode ?? 'bot').mode !== 'bot' || typeof left === 'string'
  return [{ dialogId, owner, shop: shop ?? undefined, wasHanded: typeof since === 'string', isAtDesk }]
}

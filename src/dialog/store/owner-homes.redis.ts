// Finds the dialogs of one owner in Redis. On a Redis Cluster the ids of new dialogs lie in the slot of their owner, their
// home, and Redis knows the keys of each slot: no index is kept, and no turn pays for one. Dialogs of an older version
// lie anywhere. While one of them may live, and where Redis has no slots, all dialogs are walked instead.
import { Cluster } from 'ioredis'
import { FORGET_MS } from '../../cluster/members.js'
import { type DialogId, idShape } from '../../ids.js'
import type { Commands } from '../../redis/client.js'
import { errorCode, replyOf } from '../../redis/failure.js'
import { dialogKey, homesKey } from '../../redis/keys.js'
import { prefixOf, slotUnder } from '../../redis/prefix.js'
import type { RedisTime } from '../../redis/redis-time.js'
import type { WriteScript } from '../../redis/scripts.js'
import { moveToSlot, slotOfTag } from '../../redis/slot.js'
import { fieldsOf, idOf, ownedDialogs } from './dialog-scan.redis.js'
import type { DialogLimits } from './limits.js'

export interface OwnerHomeDeps {
  readonly commands: Commands
  readonly write: WriteScript
  readonly time: Pick<RedisTime, 'now'>
  /** Called with the reason for a walk over all dialogs. */
  readonly onWalk: (reason: string) => void
}

export interface OwnerHomes {
  /** The id of a new dialog at home. */
  idFor(owner: string, digits: string): DialogId
  /** Called with each dialog whose life a turn lengthens. */
  used(dialogId: DialogId, owner: string): void
  /** The live dialogs of an owner, each at least once. */
  ownedBy(owner: string): AsyncGenerator<DialogId>
}

/** Keys that a home may have, those of other owners in its slot with them: more are walked page by page. */
const KEYS_MAX = 5_000
/** Doubt is not told more often than this, which is short beside a dialog's life. */
const DOUBT_AGAIN_MS = 60_000

export function createOwnerHomes(deps: OwnerHomeDeps, limits: DialogLimits): OwnerHomes {
  const { commands, write, time } = deps
  let doubtedAt = Number.NEGATIVE_INFINITY

  /** Twice a dialog's life: a dialog of an older version's process, beside which this version's began, ends later. */
  const doubtMs = 2 * Math.max(limits.ttlMs, limits.handedTtlMs)

  async function whyDoubt(): Promise<string | undefined> {
    const since = Number((await replyOf(commands.get(homesKey))) ?? time.now())
    return time.now() - since < doubtMs ? 'dialogs of an older version may live' : undefined
  }

  /** The owner's dialogs, or the reason why all must be walked. */
  async function atHome(owner: string): Promise<readonly DialogId[] | string> {
    if (!(commands instanceof Cluster)) return 'only a Redis Cluster has slots'
    const doubt = await whyDoubt()
    if (doubt !== undefined) return doubt
    const slot = slotUnder(commands, dialogKey(owner))
    try {
      // All masters are asked, because while a slot moves two of them have keys of it.
      const named = await Promise.all(commands.nodes('master').map(node => replyOf(keysIn(node, slot))))
      if (named.some(names => names.length === KEYS_MAX)) return 'the slot of the customer has too many keys'
      return await ownDialogs(named.flat(), owner)
    } catch (error) {
      if (errorCode(error) === '') throw error
      return 'Redis does not tell the keys of a slot'
    }
  }

  async function ownDialogs(names: readonly string[], owner: string): Promise<DialogId[]> {
    const prefix = prefixOf(commands)
    const keys = names
      .filter(name => name.startsWith(prefix))
      .map(name => name.slice(prefix.length))
      .filter(key => idShape.test(idOf(key)) && key === dialogKey(idOf(key)))
    const rows = await fieldsOf(commands, keys, ['owner'])
    return keys.filter((_key, i) => rows[i]?.[0] === owner).map(idOf)
  }

  return {
    idFor: (owner, digits) => moveToSlot(digits, slotOfTag(owner)),
    used(dialogId, owner) {
      if (!(commands instanceof Cluster) || slotOfTag(dialogId) === slotOfTag(owner)) return
      if (time.now() - doubtedAt < DOUBT_AGAIN_MS) return
      doubtedAt = time.now()
      write('homes_doubt', [homesKey], [FORGET_MS]).catch(() => {
        doubtedAt = Number.NEGATIVE_INFINITY
      })
    },
    async *ownedBy(owner) {
      const found = await atHome(owner)
      if (typeof found !== 'string') return yield* found
      deps.onWalk(found)
      yield* ownedDialogs(commands, owner)
    },
  }
}

type ClusterNode = ReturnType<Cluster['nodes']>[number]

function keysIn(node: ClusterNode, slot: number): Promise<string[]> {
  return node.cluster('GETKEYSINSLOT', slot, KEYS_MAX)
}

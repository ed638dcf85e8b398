// Dialogs in Redis: one script for each step, one hash and one list for each dialog. The headers in redis/lua describe
// the scripts.
import { splitIds } from '../../ids.js'
import type { Commands } from '../../redis/client.js'
import { dialogKey, dialogKeys, turnsKey } from '../../redis/keys.js'
import type { NodeHealth } from '../../redis/node-health.js'
import type { RedisTime } from '../../redis/redis-time.js'
import type { RunScript, WriteScript } from '../../redis/scripts.js'
import type { WaitReplicas } from '../../redis/wait-replicas.js'
import type { StopSignal } from '../../stop.js'
import { ERASED, fieldsOf } from './dialog-scan.redis.js'
import type { ReadPosition } from './dialog-views.js'
import type { Committed, Dialogs, Last, MaskedTurn, Result } from './dialogs.js'
import { CANCELS_KEPT, type DialogLimits, ERASED_MARK_MS, KEYS_KEPT } from './limits.js'
import { createOwnerHomes } from './owner-homes.redis.js'
import { createRecentPasts } from './recent-pasts.js'
import {
  readAbandoned,
  readAdopted,
  readCancelled,
  readPlace,
  readStored,
  readTurnView,
  readView,
  type WholeView,
} from './script-replies.js'
import { packPromise, packResult } from './turn-codec.js'
import type { CommitTurn } from './turn-commits.redis.js'

export interface RedisDialogDeps {
  readonly commands: Commands
  readonly nodeHealth: Pick<NodeHealth, 'isAway'>
  readonly run: RunScript
  readonly write: WriteScript
  readonly commitTurn: CommitTurn
  readonly time: RedisTime
  /** Awaited before a turn counts as stored or promised, also when another process stored it. */
  readonly replicated: WaitReplicas
  /** A fresh random id for each write. */
  readonly newId: () => string
  /** Called with the reason why an erasure walks over all dialogs. */
  readonly onWalk: (reason: string) => void
}

export function createRedisDialogs(deps: RedisDialogDeps, limits: DialogLimits): Dialogs {
  const { write, time, newId } = deps
  const recent = createRecentPasts(time, limits)
  const homes = createOwnerHomes(deps, limits)

  async function store(
    turn: MaskedTurn & Result,
    { first, builtOn }: { first: boolean; builtOn: Last | '*' },
  ): Promise<Committed> {
    const { dialogId, turnId, origin, owner } = turn
    homes.used(dialogId, owner)
    const last = newId()
    const { key, textHash, vault, proposal } = turn
    const reply = await deps.commitTurn({
      keys: dialogKeys(dialogId),
      turnId,
      origin,
      owner,
      opening: opening(turn),
      isFirst: first,
      builtOn,
      last,
      result: packResult(turn),
      key,
      textHash,
      vault,
      proposal,
    })
    if (reply === 'x') {
      if (builtOn !== '*') recent.missed(owner)
      return { kind: 'refused' }
    }
    if (reply === 'g') return { kind: 'gone' }
    await deps.replicated(dialogKey(dialogId))
    const { stored, before } = readStored(reply, turn)
    if (before !== undefined) {
      const { at, seq: n } = stored.turn
      time.learn(at)
      recent.stored(turn, { last, before, n, at, isFollowed: stored.next !== undefined })
    }
    return stored
  }

  async function readFrom(
    { dialogId, owner, after }: ReadPosition,
    signal: StopSignal,
  ): Promise<WholeView | undefined> {
    signal.throwIfAborted()
    const reply = await deps.run('dialog_read', [dialogKey(dialogId), turnsKey(dialogId)], [owner, after])
    const view = readView(dialogId, reply)
    if (view) await deps.replicated(dialogKey(dialogId))
    return view
  }

  return {
    idFor: homes.idFor,
    isAway: dialogId => deps.nodeHealth.isAway(dialogKey(dialogId)),
    async begin(turn, options, signal) {
      signal.throwIfAborted()
      const { dialogId, turnId, origin, owner, key, textHash } = turn
      homes.used(dialogId, owner)
      const copy = recent.of(dialogId)
      const { skip, acknowledged } = options
      const how = [opening(turn), options.first ? 'f' : '', copy.last, key, textHash]
      const more = [
        skip ? skip.turnId + skip.origin : '',
        acknowledged ? packPromise(turn, acknowledged) : '',
      ]
      const { ttlMs, historyTurns, mailboxMax, seatMailboxMax } = limits
      const numbers = [ttlMs, historyTurns, mailboxMax, KEYS_KEPT, seatMailboxMax]
      const args = [turnId, origin, owner, ...how, ...more, ...numbers]
      const reply = await write('turn_begin', dialogKeys(dialogId), args)
      const place = readPlace(reply, { copy, skip })
      if (acknowledged || place.kind === 'done') await deps.replicated(dialogKey(dialogId))
      if (place.kind === 'run') recent.begun(turn, place)
      return place
    },
    trustedPast: recent.trusted,
    async commit(turn, signal) {
      signal.throwIfAborted()
      return store(turn, { first: false, builtOn: turn.builtOn })
    },
    async commitReady(turn, options, signal) {
      signal.throwIfAborted()
      return store(turn, { first: options.first ?? false, builtOn: '*' })
    },
    async abandon(turn, origin) {
      return readAbandoned(await write('ticket_abandon', [dialogKey(turn.dialogId)], [turn.turnId, origin]), {
        turn,
        origin,
      })
    },
    async takeBack(turn, origin) {
      return readAbandoned(
        await write('ticket_takeback', [dialogKey(turn.dialogId)], [turn.turnId, origin]),
        {
          turn,
          origin,
        },
      )
    },
    async adopt(turn, from, to) {
      return readAdopted(await write('ticket_adopt', [dialogKey(turn.dialogId)], [turn.turnId, from, to]), {
        turn,
        origin: to,
      })
    },
    async cancel({ dialogId, turnId }, owner) {
      const keys = [dialogKey(dialogId), turnsKey(dialogId)]
      return readCancelled(await write('turn_cancel', keys, [turnId, owner, CANCELS_KEPT]))
    },
    read: (dialogId, owner, signal) => readFrom({ dialogId, owner, after: 0 }, signal),
    readAfter: readFrom,
    async readTurn({ dialogId, turnId }, owner, signal) {
      signal.throwIfAborted()
      const reply = await deps.run('turn_read', [dialogKey(dialogId), turnsKey(dialogId)], [turnId, owner])
      const view = readTurnView(reply)
      if (view.kind === 'done') await deps.replicated(dialogKey(dialogId))
      return view
    },
    async watch(dialogId, origin) {
      await write('dialog_watch', [dialogKey(dialogId)], [origin])
    },
    async unwatch(dialogId, origin) {
      await write('dialog_unwatch', [dialogKey(dialogId)], [origin])
    },
    async erase(dialogId, owner, event = '') {
      recent.drop(dialogId)
      const reply = await write('dialog_erase', dialogKeys(dialogId), [owner, ERASED_MARK_MS, event])
      return reply[0] === 'd' ? splitIds(reply.slice(1)) : undefined
    },
    async isErased(dialogId) {
      const [row] = await fieldsOf(deps.commands, [dialogKey(dialogId)], ['owner'])
      return row?.[0]?.startsWith(ERASED) ?? false
    },
    ownedBy: homes.ownedBy,
    drop: recent.drop,
    close: async () => recent.clear(),
  }
}

/** A dialog learns its shop from the turn that opens it. */
const opening = ({ opens, shop }: MaskedTurn) => (opens ? `o${shop}` : '')

// The pasts of dialogs that this process has seen lately. begin sends a past only where the copy is not current. Where
// a dialog's turns all come to one process, as behind a balancer that hashes its id, the next one is built on the copy
// without asking: commit compares `last`, so that a copy which was not current costs a second answer and nothing else.

import { LRUCache } from 'lru-cache'
import type { Clock } from '../../clock.js'
import type { DialogId } from '../../ids.js'
import type { BeginResult, Last, MaskedTurn, Past, Result } from './dialogs.js'
import type { DialogLimits } from './limits.js'

export interface RecentPasts {
  /** The copy, current or not; without one the past of a dialog that has none. */
  of(dialogId: DialogId): Past
  /** The past on which the next turn may be built unasked; undefined where begin has to be asked. */
  trusted(turn: Pick<MaskedTurn, 'dialogId' | 'owner'>): Past | undefined
  /** begin let the turn run. */
  begun(turn: MaskedTurn, place: Extract<BeginResult, { kind: 'run' }>): void
  /** A commit was refused: what it was built on was not current any more. */
  missed(): void
  /** The turn was stored. */
  stored(turn: MaskedTurn & Result, write: PastWrite): void
  drop(dialogId: DialogId): void
  clear(): void
}

/** A write of this process, as the store told of it. */
export interface PastWrite {
  readonly last: Last
  /** The `last` that it replaced. */
  readonly before: Last
  readonly n: number
  /** Epoch milliseconds of the store: from then on the dialog lives its whole life again. */
  readonly at: number
  /** Other turns stand in the queue. */
  readonly isFollowed: boolean
}

interface Copy {
  readonly past: Past
  readonly owner: string
  /** The bot spoke when the past became what it is: a switch changes the past's `last`. */
  readonly isBotOn: boolean
  /** When this process stored the newest turn; undefined when it did not, or when others wait in the queue. */
  readonly trustedFrom: number | undefined
}

/** 4 KiB or so each. */
const RECENT_DIALOGS = 5_000
/** Copies that must have been current one after another: with fewer, a cluster without such a balancer would ask the
 *  vendor for many a turn twice. */
const SURE_AFTER = 100
const noPast: Past = { last: '', n: 0, fragments: [] }

/** `storeTime` is the store's clock, never ahead of it. */
export function createRecentPasts(storeTime: Clock, limits: DialogLimits): RecentPasts {
  const copies = new LRUCache<DialogId, Copy>({ max: RECENT_DIALOGS })
  let currentInARow = 0

  /** Of a dialog that the write opened there is no copy yet. */
  const builtOn = ({ dialogId, owner }: MaskedTurn, before: Last): Copy | undefined =>
    before === '' ? { past: noPast, owner, isBotOn: true, trustedFrom: undefined } : copies.get(dialogId)

  return {
    of: dialogId => copies.get(dialogId)?.past ?? noPast,
    trusted({ dialogId, owner }) {
      const copy = currentInARow < SURE_AFTER ? undefined : copies.get(dialogId)
      if (copy?.trustedFrom === undefined || copy.owner !== owner || !copy.isBotOn) return undefined
      // begin lengthens the life of a dialog that has lived half of it.
      return storeTime.now() - copy.trustedFrom < limits.ttlMs / 2 ? copy.past : undefined
    },
    begun({ dialogId, owner }, { past, isBotOff }) {
      const copy = copies.get(dialogId)
      if (copy) currentInARow = copy.past === past ? currentInARow + 1 : 0
      copies.set(dialogId, { past, owner, isBotOn: !isBotOff, trustedFrom: undefined })
    },
    missed() {
      currentInARow = 0
    },
    stored(turn, { last, before, n, at, isFollowed }) {
      const copy = builtOn(turn, before)
      // Our copy grows by the turn if it was current before the write.
      if (copy?.past.last !== before) return void copies.delete(turn.dialogId)
      const { fragments } = copy.past
      const kept = fragments.slice(Math.max(0, fragments.length + 1 - limits.historyTurns))
      const past = { last, n, fragments: [...kept, turn.fragment] }
      const trustedFrom = isFollowed ? undefined : at
      copies.set(turn.dialogId, { past, owner: turn.owner, isBotOn: copy.isBotOn, trustedFrom })
    },
    drop: dialogId => void copies.delete(dialogId),
    clear: () => copies.clear(),
  }
}

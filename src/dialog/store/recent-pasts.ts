// The pasts of dialogs that this process has seen lately. begin sends a past only if the copy is not current. If all
// turns of a dialog come to one process, as behind a balancer that hashes its id, the next turn is built on the copy
// without begin: commit compares `last`, so that a copy that was not current costs only a second answer.

import { LRUCache } from 'lru-cache'
import type { Clock } from '../../clock.js'
import type { DialogId } from '../../ids.js'
import { createCopyTrust } from './copy-trust.js'
import type { BeginResult, Last, MaskedTurn, Past, Result } from './dialogs.js'
import type { DialogLimits } from './limits.js'

export interface RecentPasts {
  /** The copy, current or not; without one, the empty past. */
  of(dialogId: DialogId): Past
  /** The past on which the next turn may be built without begin; undefined when begin is needed. */
  trusted(turn: Pick<MaskedTurn, 'dialogId' | 'owner'>): Past | undefined
  /** Called when begin has let the turn run. */
  begun(turn: MaskedTurn, place: Extract<BeginResult, { kind: 'run' }>): void
  /** Called when a commit of this customer was refused because its copy was not current. */
  missed(owner: string): void
  /** Called when the turn was stored. */
  stored(turn: MaskedTurn & Result, write: PastWrite): void
  drop(dialogId: DialogId): void
  clear(): void
}

/** A write of this process, as the store returned it. */
export interface PastWrite {
  readonly last: Last
  /** The `last` that it replaced. */
  readonly before: Last
  readonly n: number
  /** Epoch milliseconds of the store: the dialog's life begins anew at this time. */
  readonly at: number
  /** True when other turns wait in the queue. */
  readonly isFollowed: boolean
}

interface Copy {
  readonly past: Past
  readonly owner: string
  /** True when the bot was on at this `last`; a switch changes `last`. */
  readonly isBotOn: boolean
  /** Time when this process stored the newest turn; undefined when it did not, or when other turns wait. */
  readonly trustedFrom: number | undefined
}

/** Most copies: a minute of 500 turns a second, each in a dialog of its own. */
const COPIES_MAX = 30_000
/** Most characters in all copies, of two bytes each. A copy of six usual turns has some 1,500, the largest one over 100,000. */
const CHARS_MAX = 32 * 1_048_576
/** What a copy takes beside its texts, as characters. */
const COPY_CHARS = 250
const noPast: Past = { last: '', n: 0, fragments: [] }

/** `storeTime` is the store's clock, never ahead of it. */
export function createRecentPasts(storeTime: Clock, limits: DialogLimits): RecentPasts {
  const copies = new LRUCache<DialogId, Copy>({
    max: COPIES_MAX,
    maxSize: CHARS_MAX,
    sizeCalculation: ({ past }) => charsOf(past),
  })
  const trust = createCopyTrust()

  /** The copy before the write; a dialog that the write opened has none yet, so it gets the empty one. */
  const builtOn = ({ dialogId, owner }: MaskedTurn, before: Last): Copy | undefined =>
    before === '' ? { past: noPast, owner, isBotOn: true, trustedFrom: undefined } : copies.get(dialogId)

  return {
    of: dialogId => copies.get(dialogId)?.past ?? noPast,
    trusted({ dialogId, owner }) {
      const copy = trust.in(owner) ? copies.get(dialogId) : undefined
      if (copy?.trustedFrom === undefined || copy.owner !== owner || !copy.isBotOn) return undefined
      // After half of a dialog's life begin is needed, because it lengthens that life.
      return storeTime.now() - copy.trustedFrom < limits.ttlMs / 2 ? copy.past : undefined
    },
    begun({ dialogId, owner }, { past, isBotOff }) {
      const copy = copies.get(dialogId)
      if (copy?.past === past) trust.found()
      else if (copy) trust.missed(owner)
      copies.set(dialogId, { past, owner, isBotOn: !isBotOff, trustedFrom: undefined })
    },
    missed: trust.missed,
    stored(turn, { last, before, n, at, isFollowed }) {
      const copy = builtOn(turn, before)
      // The copy grows by the turn if it was current before the write.
      if (copy?.past.last !== before) return void copies.delete(turn.dialogId)
      // No begin has looked since the copy was made.
      if (copy.trustedFrom !== undefined) trust.found()
      const { fragments, vault } = copy.past
      const kept = fragments.slice(Math.max(0, fragments.length + 1 - limits.historyTurns))
      kept.push(turn.fragment)
      const past = { last, n, fragments: kept, vault: turn.vault ?? vault }
      const trustedFrom = isFollowed ? undefined : at
      copies.set(turn.dialogId, { past, owner: turn.owner, isBotOn: copy.isBotOn, trustedFrom })
    },
    drop: dialogId => void copies.delete(dialogId),
    clear: () => copies.clear(),
  }
}

function charsOf({ fragments, vault }: Past): number {
  let chars = COPY_CHARS + (vault?.length ?? 0)
  for (const fragment of fragments) chars += fragment.length
  return chars
}

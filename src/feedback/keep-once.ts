// Keeps an opinion once under its key, and throws what a customer is told when it cannot be kept.
import type { KeepEvent } from '../dialog/store/event-seed.js'
import type { KeyedHash } from '../privacy/keyed-hash.js'
import { Problem } from '../problem.js'
import { opinionEvent } from './opinion-event.js'
import { type Kept, type Opinion, type Opinions, subjectOf } from './opinions.js'

export interface KeepOrder {
  readonly dialogId: string
  readonly owner: string
  readonly opinion: Opinion
  /** The raw Idempotency-Key, and what came with it. */
  readonly key: string | undefined
  readonly sent: unknown
}

export interface KeepOnceDeps {
  readonly opinions: Pick<Opinions, 'keep'>
  readonly keyedHash: KeyedHash
  readonly keepEvent: KeepEvent
}

/** Throws Problem 'not-found', 'key-reused', 'rate-limited' or 'store-away'. */
export type KeepOnce = (order: KeepOrder) => Promise<Extract<Kept, { readonly at: number }>>

export function createKeepOnce({ opinions, keyedHash, keepEvent }: KeepOnceDeps): KeepOnce {
  return async ({ dialogId, owner, opinion, key, sent }) => {
    const once = key !== undefined && {
      key: keyedHash('opinion', dialogId, key),
      body: keyedHash('opinion', opinion.kind, subjectOf(opinion), JSON.stringify(sent)),
    }
    const write = { dialogId, owner, opinion, ...(once && { once }) }
    const keep = (event: string) => opinions.keep({ ...write, event })
    const kept = await keepEvent(dialogId, { ...opinionEvent(opinion), owner }, keep)
    if (kept.kind === 'absent') throw new Problem('not-found')
    if (kept.kind === 'key-reused') throw new Problem('key-reused')
    if (kept.kind === 'full') throw new Problem('rate-limited', { retryAfterS: 60 })
    return kept
  }
}

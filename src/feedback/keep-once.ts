// Keeps an opinion once under its key, and throws what a customer is told when it cannot be kept.
import type { KeyedHash } from '../privacy/keyed-hash.js'
import { Problem } from '../problem.js'
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
  /** Called with each opinion that is kept, and again when it comes again under its key. `at` is the store's time. */
  opined(opinion: Opinion, kept: KeptOpinion): void
}

export interface KeptOpinion {
  readonly dialogId: string
  /** Epoch milliseconds. */
  readonly at: number
}

/** Throws Problem 'not-found', 'key-reused', 'rate-limited' or 'store-away'. */
export type KeepOnce = (order: KeepOrder) => Promise<Extract<Kept, { readonly at: number }>>

export function createKeepOnce({ opinions, keyedHash, opined }: KeepOnceDeps): KeepOnce {
  return async ({ dialogId, owner, opinion, key, sent }) => {
    const once = key !== undefined && {
      key: keyedHash('opinion', dialogId, key),
      body: keyedHash('opinion', opinion.kind, subjectOf(opinion), JSON.stringify(sent)),
    }
    const kept = await opinions.keep({ dialogId, owner, opinion, ...(once && { once }) })
    if (kept.kind === 'absent') throw new Problem('not-found')
    if (kept.kind === 'key-reused') throw new Problem('key-reused')
    if (kept.kind === 'full') throw new Problem('rate-limited', { retryAfterS: 60 })
    opined(opinion, { dialogId, at: kept.at })
    return kept
  }
}

// Masked answers that repeat (FAQ, notice, hot) are masked once: a bounded memory in front of the worker.
import { LRUCache } from 'lru-cache'
import type { Finished, Offload } from '../offload/offload.js'
import type { Draft } from './answer.js'

const REMEMBERED = 2000

/** Masks and encodes a draft. */
export type Finish = (draft: Draft) => Promise<Finished> | Finished

/** The vendor's drafts are never remembered. */
export function createFinisher(offload: Offload): Finish {
  const known = new LRUCache<string, Finished>({ max: REMEMBERED })
  return draft => {
    if (draft.source === 'llm') return offload.finish(draft.text)
    return known.get(draft.text) ?? remember(draft.text)
  }

  async function remember(text: string): Promise<Finished> {
    const finished = await offload.finish(text)
    known.set(text, finished)
    return finished
  }
}

// Retrieval over the FAQ: which topics a customer's message may ask for, each with a confidence. Runs in the worker.
// The index holds one document a phrasing; a topic is worth its best phrasing plus a share of what stands behind it.
import MiniSearch from 'minisearch'
import type { FaqMatch } from '../offload/offload.js'
import type { FaqEntry } from './entries.js'
import { clauses, strip } from './question.js'
import { type Segment, terms } from './terms.js'

export interface Retriever {
  find(question: string, limit: number): FaqMatch[]
}

export function createRetriever(entries: readonly FaqEntry[], segment: Segment): Retriever {
  const index = new MiniSearch<{ id: number; text: string; topic: string }>({
    fields: ['text'],
    storeFields: ['topic'],
    tokenize: text => terms(text, segment),
    processTerm: term => term,
  })
  return { find: () => [] }
}

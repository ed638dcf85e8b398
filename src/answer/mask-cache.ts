// Only what the vendor and customers say is masked. What was published (FAQ, pinned, notice) or verified to be free of
// personal data is served as it is; where terms are blocked it is checked for them once, in a bounded memory.
import { LRUCache } from 'lru-cache'
import type { Finished, Offload, Prepared } from '../offload/offload.js'
import { untouched } from '../offload/untouched.js'
import type { Draft, MaskedAnswer } from './answer.js'

const REMEMBERED = 2000

/** Masks and encodes a draft. */
export type Finish = (draft: Draft) => Promise<MaskedAnswer> | MaskedAnswer

/** Encodes a question that a lookup knows. */
export type Recall = (text: string) => Promise<Prepared> | Prepared

export interface MaskCache {
  readonly finish: Finish
  readonly recall: Recall
  /** Called when the blocked terms have changed. */
  clear(): void
}

/** `isBlocking`: there are terms that may not pass. */
export function createMaskCache(offload: Offload, isBlocking: () => boolean): MaskCache {
  const answers = createMemory(text => offload.publish(text))
  const questions = createMemory(text => offload.prepare({ text, matches: 0 }))
  return {
    // The vendor's drafts are never remembered.
    finish(draft) {
      const { source, text } = draft
      if (isOpen(source)) return answerOf(draft, offload.finish(text))
      return isBlocking() ? answerOf(draft, answers.of(text)) : { draft, ...untouched('assistant', text) }
    },
    recall: text => (isBlocking() ? questions.of(text) : untouched('user', text)),
    clear() {
      answers.clear()
      questions.clear()
    },
  }
}

/** Nobody has looked at such an answer before it is given. */
const isOpen = (source: Draft['source']) => source === 'llm' || source === 'tool' || source === 'seat'

async function answerOf(draft: Draft, finishing: Finished | Promise<Finished>): Promise<MaskedAnswer> {
  return { draft, ...(await finishing) }
}

function createMemory<R extends Prepared | Finished>(work: (text: string) => Promise<R>) {
  let known = new LRUCache<string, R>({ max: REMEMBERED })

  async function remember(text: string): Promise<R> {
    // A result begun before a change is not remembered after it.
    const memory = known
    const result = await work(text)
    memory.set(text, result)
    return result
  }

  return {
    of: (text: string): R | Promise<R> => known.get(text) ?? remember(text),
    clear() {
      known = new LRUCache({ max: REMEMBERED })
    },
  }
}

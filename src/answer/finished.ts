// Texts that repeat are masked once: a bounded memory in front of the worker, for answers (FAQ, notice, hot) and, where
// terms are blocked, for the questions that a lookup knows.
import { LRUCache } from 'lru-cache'
import type { Finished, Offload, Prepared } from '../offload/offload.js'
import { encodeMessage } from '../prompt/fragment.js'
import type { Draft } from './answer.js'

const REMEMBERED = 2000

/** Masks and encodes a draft. */
export type Finish = (draft: Draft) => Promise<Finished> | Finished

/** Encodes a question that a lookup knows. */
export type Recall = (text: string) => Promise<Prepared> | Prepared

export interface Repeated {
  readonly finish: Finish
  readonly recall: Recall
  /** What may not pass has changed. */
  forget(): void
}

/** `isBlocking`: there are terms that may not pass. */
export function createRepeated(offload: Offload, isBlocking: () => boolean): Repeated {
  const answers = createMemory(text => offload.finish(text))
  const questions = createMemory(text => offload.prepare({ text, matches: 0 }))
  return {
    // The vendor's drafts are never remembered.
    finish: draft => (draft.source === 'llm' ? offload.finish(draft.text) : answers.of(draft.text)),
    recall: text => (isBlocking() ? questions.of(text) : asItIs(text)),
    forget() {
      answers.forget()
      questions.forget()
    },
  }
}

/** Only a text free of personal data is ever known: it is its own mask, and no worker is asked. */
function asItIs(text: string): Prepared {
  return { masked: text, fragment: encodeMessage('user', text), hits: [], matches: [] }
}

function createMemory<R extends Prepared | Finished>(work: (text: string) => Promise<R>) {
  let known = new LRUCache<string, R>({ max: REMEMBERED })

  async function remember(text: string): Promise<R> {
    // What was begun before a change is not remembered after it.
    const memory = known
    const result = await work(text)
    memory.set(text, result)
    return result
  }

  return {
    of: (text: string): R | Promise<R> => known.get(text) ?? remember(text),
    forget() {
      known = new LRUCache({ max: REMEMBERED })
    },
  }
}

// What a customer gets where a term may not pass: a fixed text in place of an answer to the question, or in place of the
// answer itself. Which terms these are is decided in the worker (privacy/block.ts).
import type { Made } from '../hot/sharing.js'
import type { Blocked } from '../offload/offload.js'
import { encodeMessage } from '../prompt/fragment.js'
import type { Draft } from './answer.js'
import type { Question } from './responder.js'

type Drafted = Pick<Made, 'draft' | 'finished'>

/** Fixed texts in the customer's language. */
export interface BlockedTexts {
  question(language: string, blocked: Blocked): string
  answer(language: string): string
}

export interface BlockedAnswers {
  /** The answer to a question that may not pass; undefined when it may. */
  instead(question: Pick<Question, 'prepared' | 'level' | 'language'>): Draft | undefined
  /** The answer as it may pass: the one made, or what stands in for it. */
  passed<M extends Drafted>(made: M, language: string): M
}

/** Reasons of such answers; a handoff to a person, once there is one, begins where its reason is given. */
const reasons = { refuse: 'blocked', handoff: 'blocked-handoff' } as const
const ANSWER_REASON = 'blocked-answer'

export function createBlockedAnswers(texts: BlockedTexts): BlockedAnswers {
  return {
    instead({ prepared: { blocked }, level, language }) {
      if (blocked === undefined) return undefined
      return { text: texts.question(language, blocked), source: 'notice', level, reason: reasons[blocked] }
    },
    passed(made, language) {
      if (made.finished.blocked === undefined) return made
      const text = texts.answer(language)
      return {
        ...made,
        draft: { text, source: 'notice', level: made.draft.level, reason: ANSWER_REASON },
        finished: {
          masked: text,
          fragment: encodeMessage('assistant', text),
          hits: made.finished.hits,
        },
      }
    },
  }
}

/** The answer stands in for one that may not pass: nothing is gained by asking the vendor again. */
export function isBlockedReason(reason: string | undefined): boolean {
  return reason === ANSWER_REASON || Object.values(reasons).some(one => one === reason)
}

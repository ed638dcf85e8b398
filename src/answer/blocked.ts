// The reply where a term may not pass: a fixed text in place of an answer to the question, or in place of the
// answer itself. Which terms these are is decided in the worker (privacy/block.ts).
import type { Blocked } from '../offload/offload.js'
import { encodeMessage } from '../prompt/fragment.js'
import type { Draft, MaskedAnswer } from './answer.js'
import type { Addressee, Question } from './question.js'

/** Fixed texts of the customer's shop, in the customer's language. */
export interface BlockedTexts {
  question(customer: Addressee, blocked: Blocked): string
  answer(customer: Addressee): string
}

export interface BlockedAnswers {
  /** The answer to a question that may not pass; undefined when it may. */
  instead(question: Pick<Question, 'prepared' | 'level'> & Addressee): Draft | undefined
  /** The answer, or the fixed text that replaces one that may not pass. */
  passed(answer: MaskedAnswer, customer: Addressee): MaskedAnswer
}

/** Reasons of such answers; a handoff to a person, once there is one, begins where its reason is given. */
const reasons = { refuse: 'blocked', handoff: 'blocked-handoff' } as const
const ANSWER_REASON = 'blocked-answer'

export function createBlockedAnswers(texts: BlockedTexts): BlockedAnswers {
  return {
    instead(question) {
      const { blocked } = question.prepared
      if (blocked === undefined) return undefined
      const { level } = question
      return { text: texts.question(question, blocked), source: 'notice', level, reason: reasons[blocked] }
    },
    passed(answer, customer) {
      if (answer.blocked === undefined) return answer
      const text = texts.answer(customer)
      return {
        draft: { text, source: 'notice', level: answer.draft.level, reason: ANSWER_REASON },
        masked: text,
        fragment: encodeMessage('assistant', text),
        hits: answer.hits,
      }
    },
  }
}

/** The answer stands in for one that may not pass: nothing is gained by asking the vendor again. */
export function isBlockedReason(reason: string | undefined): boolean {
  return reason === ANSWER_REASON || Object.values(reasons).some(one => one === reason)
}

// Questions with pictures that nothing here can read: the vendor is told that there are some, and the customer is told
// that a person can look at them.
import { isCard } from '../faq/question.js'
import { decodeFragment, encodeMessage } from '../prompt/fragment.js'
import type { Draft } from './answer.js'
import { isBlockedReason } from './blocked.js'
import type { Addressee, Question } from './question.js'

export interface UnseenPictures {
  /** The question as the vendor gets it. */
  noted<Q extends Pick<Question, 'prepared'>>(question: Q): Q
  /** The answer to a question without words; undefined when there are some. */
  instead(question: Pick<Question, 'prepared' | 'level'> & Addressee): Draft | undefined
  /** The answer to the words, and what is said of the pictures. */
  beside(draft: Draft, customer: Addressee): Draft
}

/** The sentence that stands for pictures in a prompt. */
const NOTE = '（顾客发来了图片，你看不到图片的内容，不要猜测；客服可以查看。）'
const UNSEEN = 'picture-unseen'

/** `say` gives the sentence for the customer. */
export function createUnseenPictures(say: (customer: Addressee) => string): UnseenPictures {
  return {
    noted(question) {
      const [message] = decodeFragment(question.prepared.fragment)
      const fragment = encodeMessage('user', `${message?.content ?? ''}${NOTE}`)
      return { ...question, prepared: { ...question.prepared, fragment } }
    },
    instead(question) {
      if (!isCard(question.prepared.masked)) return undefined
      return { text: say(question), source: 'notice', level: question.level, reason: UNSEEN }
    },
    beside(draft, customer) {
      // Who is with a person, or may not be answered, is told nothing else.
      const isWhole = draft.handoff !== undefined || draft.reason === UNSEEN || isBlockedReason(draft.reason)
      return isWhole ? draft : { ...draft, text: `${draft.text}\n${say(customer)}` }
    },
  }
}

/** The customer's words, and after them the text of the pictures as a quotation. */
export function withQuotation(words: string, texts: readonly string[]): string {
  const quoted = texts.map(text => `图片中的文字：「${text.replace(/[「」]/g, ' ')}」`)
  return [words, ...quoted].join(' ')
}

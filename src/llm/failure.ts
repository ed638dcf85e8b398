// Names a vendor's status, and says who must mend a failure: the vendor, an operator, or the prompt. Pure.
import type { LlmFailure } from './llm.js'

const words: ReadonlyMap<number, LlmFailure> = new Map([
  [401, 'unauthorized'],
  [402, 'unpaid'],
  [403, 'unauthorized'],
  [405, 'not-served'],
  [408, 'timeout'],
  [410, 'not-served'],
  [429, 'rate-limited'],
  [451, 'not-served'],
])

/** For a status other than 2xx. */
export function failureOf(status: number): LlmFailure {
  if (status >= 500) return 'server-error'
  return words.get(status) ?? (status >= 400 ? 'refused' : 'bad-response')
}

/** Nothing but an operator's hand mends it: a key, a bill, an address. */
export function isOperators(why: LlmFailure): boolean {
  return why === 'unauthorized' || why === 'unpaid' || why === 'not-served'
}

/** The vendor works: it would not answer this prompt. */
export function isOfPrompt(why: LlmFailure): boolean {
  return why === 'refused' || why === 'declined'
}

// Rules that hand a dialog to people unasked, or offer a person: the text speaks of danger, gives a secret away or is
// angry, or the bot does not help. Pure.
import type { StoredTurn } from '../answer/answer.js'
import type { HandoffReason } from '../dialog/store/handoff.js'
import { CLOSED_REASON } from '../dialog/store/services.js'
import { isDispleased } from './displeasure.js'

/** A shop's settings for these rules, named as in its document. */
export interface HandoffRules {
  /** Words that speak of danger. */
  readonly safety_words: readonly string[]
  /** Unhelpful answers in a row. */
  readonly failed_in_row: number
  /** Times that the same answer was given in a row. */
  readonly same_answer: number
  /** Number of answers with a thumb down. */
  readonly thumbs_down: number
  /** Reaction to a customer who writes an id, a card number or a password: a person, an offer of one, or neither. */
  readonly security: 'queue' | 'offer' | 'off'
  /** Reaction to a displeased customer: an offer of a person, or none. */
  readonly mood: 'offer' | 'off'
}

export type RuleReason = Extract<
  HandoffReason,
  'safety' | 'security' | 'model' | 'failed' | 'repeated' | 'no-answer'
>

/** Reasons of notices that call nobody: fixed texts in place of a question or an answer with a blocked term, and the last
 *  word of a service that a seat has closed. */
const refusals: ReadonlySet<string | undefined> = new Set(['blocked', 'blocked-answer', CLOSED_REASON])

/** True when a question speaks of danger. */
export type ReadDanger = (text: string) => boolean

export function readDangerOf({ safety_words: words }: Pick<HandoffRules, 'safety_words'>): ReadDanger {
  const dangers = words.map(simple)
  return text => {
    const said = simple(text)
    return dangers.some(word => said.includes(word))
  }
}

/** True when the bot did not help with this turn: it gave a notice, or a choice between topics. Notices about people
 *  and refusals do not count. */
export function isUnhelpful({ answer }: Pick<StoredTurn, 'answer'>): boolean {
  if (answer.handoff || refusals.has(answer.reason)) return false
  return answer.source === 'notice' || (answer.candidates?.length ?? 0) > 0
}

/** The strongest reason to call a person after the newest of these turns, which come oldest first. */
export function ruleAfter(
  turns: readonly StoredTurn[],
  { failed_in_row: failures, same_answer: times }: Pick<HandoffRules, 'failed_in_row' | 'same_answer'>,
): Extract<RuleReason, 'failed' | 'repeated' | 'no-answer'> | undefined {
  const newest = turns.at(-1)
  if (!newest || newest.answer.source === 'seat' || newest.answer.handoff) return undefined
  if (newest.answer.source !== 'notice' && times > 1 && endsWith(turns, times, isSameAs(newest)))
    return 'repeated'
  if (!isUnhelpful(newest)) return undefined
  if (endsWith(turns, failures, isUnhelpful)) return 'failed'
  return newest.answer.source === 'notice' ? 'no-answer' : undefined
}

function isSameAs({ answer }: StoredTurn): (turn: StoredTurn) => boolean {
  return turn => turn.answer.source !== 'seat' && turn.answer.text === answer.text
}

/** True when there are at least `count` turns and each of the newest `count` passes the test. */
function endsWith(
  turns: readonly StoredTurn[],
  count: number,
  isSuch: (turn: StoredTurn) => boolean,
): boolean {
  return turns.length >= count && turns.slice(-count).every(isSuch)
}

/** Kinds of personal data that nobody should write in a chat. */
const secretKinds: ReadonlySet<string> = new Set(['resident_id', 'passport', 'bank_card', 'password'])
const password = /密码(?:是|为|[:：])\s*\S|password\s*(?:is\b|[:：=])/i

/** `masked` names the kinds of personal data that were in the text. */
export function givesSecret(text: string, masked: readonly string[]): boolean {
  return masked.some(kind => secretKinds.has(kind)) || password.test(text)
}

/** The stronger reason to offer the writer of this text a person. */
export function offerFor(
  { text, masked }: { readonly text: string; readonly masked: readonly string[] },
  { security, mood }: Pick<HandoffRules, 'security' | 'mood'>,
): 'security' | 'mood' | undefined {
  if (security === 'offer' && givesSecret(text, masked)) return 'security'
  return mood === 'offer' && isDispleased(text) ? 'mood' : undefined
}

function simple(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

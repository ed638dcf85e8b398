// When a dialog goes to people though nobody asked: because of danger, or because the bot does not help. Pure.
import type { StoredTurn } from '../answer/answer.js'
import type { HandoffReason } from '../dialog/store/handovers.js'

/** What a shop decides of it; the names are those of its document. */
export interface HandoffRules {
  /** Words of danger. */
  readonly safety_words: readonly string[]
  /** Unhelpful answers in a row. */
  readonly failed_in_row: number
  /** Times that the same answer was given in a row. */
  readonly same_answer: number
}

export type RuleReason = Extract<HandoffReason, 'safety' | 'failed' | 'repeated' | 'no-answer'>

/** Reasons of a fixed text that stands for what a blocked term was in, and that the shop wants no person for. */
const refusals: ReadonlySet<string | undefined> = new Set(['blocked', 'blocked-answer'])

/** Tells whether a question speaks of danger. */
export type ReadDanger = (text: string) => boolean

export function readDangerOf({ safety_words: words }: Pick<HandoffRules, 'safety_words'>): ReadDanger {
  const dangers = words.map(simple)
  return text => {
    const said = simple(text)
    return dangers.some(word => said.includes(word))
  }
}

/** The bot did not help with this turn: a notice, or a guess between topics. Talk of people is no such answer, nor is a
 *  refusal. */
export function isUnhelpful({ answer }: Pick<StoredTurn, 'answer'>): boolean {
  if (answer.handoff || refusals.has(answer.reason)) return false
  return answer.source === 'notice' || (answer.candidates?.length ?? 0) > 0
}

/** Why a person is called after the newest of these turns, by the strongest reason. Oldest first. */
export function ruleAfter(
  turns: readonly StoredTurn[],
  { failed_in_row: failures, same_answer: times }: Pick<HandoffRules, 'failed_in_row' | 'same_answer'>,
): Exclude<RuleReason, 'safety'> | undefined {
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

/** Each of the newest `count` turns is such a one, and there are so many. */
function endsWith(
  turns: readonly StoredTurn[],
  count: number,
  isSuch: (turn: StoredTurn) => boolean,
): boolean {
  return turns.length >= count && turns.slice(-count).every(isSuch)
}

function simple(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

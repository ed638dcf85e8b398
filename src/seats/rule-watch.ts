// Checks after each answered turn whether a rule of the shop calls a person. The store is asked only after an answer
// that may be the reason, such as one that seems to have come before, and only while somebody is at the desk: turns of
// shops without people cost nothing.
import type { StoredTurn } from '../answer/answer.js'
import { CLOSED_REASON } from '../dialog/store/services.js'
import type { DialogId } from '../ids.js'
import type { PersonAsked } from './asking.js'
import {
  givesSecret,
  type HandoffRules,
  isUnhelpful,
  type ReadDanger,
  type RuleReason,
  ruleAfter,
} from './handoff-rules.js'
import type { NewestAnswers } from './newest-answers.js'
import type { HandoffView } from './standing.js'

export interface AnsweredTurn {
  readonly dialogId: DialogId
  readonly customer: PersonAsked['customer']
  readonly language: string
  readonly turn: StoredTurn
  /** Kinds of personal data that were masked in the question. */
  readonly masked: readonly string[]
  readonly traceparent: string
}

export interface RuleWatchDeps {
  ask(asked: PersonAsked): Promise<HandoffView>
  isSomebodyThere(shop: string): boolean
  readDanger(shop: string): ReadDanger
  readonly newestAnswers: NewestAnswers
  /** A greeting or thanks: the same answer to it is no failure. */
  isCourtesy(text: string): boolean
  rules(shop: string): HandoffRules
  /** The kept turns of the dialog, oldest first; undefined when it is gone. */
  turnsOf(dialogId: DialogId, owner: string): Promise<readonly StoredTurn[] | undefined>
  /** Number of the dialog's answers with a thumb down. */
  thumbsDown(dialogId: DialogId): Promise<number>
  onError(error: unknown): void
}

export interface RuleWatch {
  /** Called once with each stored answer. Never throws, and does not wait. */
  answered(answered: AnsweredTurn): void
  /** Called with each thumb down. Never throws, and does not wait. */
  disliked(disliked: Pick<AnsweredTurn, 'dialogId' | 'customer' | 'language'>): void
}

export function createRuleWatch(deps: RuleWatchDeps): RuleWatch {
  async function reasonOf({
    dialogId,
    customer,
    turn,
    masked,
  }: AnsweredTurn): Promise<RuleReason | undefined> {
    const { owner, shop } = customer
    const rules = deps.rules(shop)
    if (deps.readDanger(shop)(turn.text)) return 'safety'
    if (rules.security === 'queue' && givesSecret(turn.text, masked)) return 'security'
    if (turn.answer.callsPerson) return 'model'
    if (!isSuspect(dialogId, turn)) return undefined
    const turns = await deps.turnsOf(dialogId, owner)
    const upTo = turns?.filter(({ seq }) => seq <= turn.seq)
    return upTo && ruleAfter(upTo, rules)
  }

  /** FAQ answers may also be those of another process. */
  function isSuspect(dialogId: DialogId, turn: StoredTurn): boolean {
    const { text, source } = turn.answer
    const comesAgain = deps.newestAnswers.comesAgain(dialogId, text) || source === 'faq'
    return isUnhelpful(turn) || (comesAgain && !deps.isCourtesy(turn.text))
  }

  async function judge(answered: AnsweredTurn): Promise<void> {
    const reason = await reasonOf(answered)
    if (reason === undefined) return
    const { dialogId, customer, language, traceparent } = answered
    await deps.ask({ dialogId, customer, language, traceparent, reason, isByRule: true })
  }

  async function count({
    dialogId,
    customer,
    language,
  }: Parameters<RuleWatch['disliked']>[0]): Promise<void> {
    const thumbsDown = await deps.thumbsDown(dialogId)
    if (thumbsDown < deps.rules(customer.shop).thumbs_down) return
    await deps.ask({ dialogId, customer, language, reason: 'feedback', isByRule: true })
  }

  return {
    answered(answered) {
      const { customer, turn } = answered
      const { handoff, source, reason } = turn.answer
      if (handoff || source === 'seat' || reason === CLOSED_REASON) return
      if (deps.isSomebodyThere(customer.shop)) judge(answered).catch(deps.onError)
    },
    disliked(disliked) {
      if (deps.isSomebodyThere(disliked.customer.shop)) count(disliked).catch(deps.onError)
    },
  }
}

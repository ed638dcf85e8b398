// The shop's books as a source of answers: which questions a tool answers by itself, and its answer as a draft. Hot
// answers come before it, every other source after it. Nothing of such an answer is learned or shared.
import { orderTopics } from '../faq/order-topics.js'
import { isCard } from '../faq/question.js'
import type { DirectAnswers, DirectQuestion } from '../shop/direct-answers.js'
import { orderOfSubject, type Subject } from '../shop/subject.js'
import type { OnBehalfOf } from '../shop/tool-request.js'
import type { Draft } from './answer.js'
import type { Known } from './lookup.js'
import { maskedCard } from './masked-card.js'
import type { Question } from './question.js'

/** The part of a turn that a rule needs. */
export interface ToolTurn {
  readonly question: Question
  readonly known: Pick<Known, 'smalltalk' | 'phrased'>
  /** A lookup's answer to it. */
  readonly found: Draft | undefined
  readonly who: OnBehalfOf
  readonly traceId: string
  readonly subject: Subject | undefined
  /** The dialog was there before the turn. */
  readonly isContinued: boolean
}

/** A question that a rule of the tools file matches. */
export type RuledQuestion = DirectQuestion

export interface ToolAnswers {
  /** FAQ matches that prepare should bring along. */
  matchesWanted(shop: string): number
  /** Undefined when no rule matches, or an answer that goes before is there. */
  match(turn: ToolTurn): RuledQuestion | undefined
  /** Undefined when the tool has no answer to it: others may have one. */
  answer(question: RuledQuestion, level: Draft['level']): Promise<Draft | undefined>
}

export interface ToolAnswersDeps {
  readonly direct: DirectAnswers
  mask(text: string): Promise<string>
  /** The order that the dialog was last about. */
  lastOrder(who: OnBehalfOf): Promise<string | undefined>
}

/** The reason of an answer that says that the shop's API did not answer. */
const SHOP_AWAY = 'shop-away'

export function createToolAnswers({ direct, mask, lastOrder }: ToolAnswersDeps): ToolAnswers {
  const topicOf = ({ question: { prepared }, known, who, subject }: ToolTurn): string | undefined => {
    if (subject && isCard(prepared.masked)) {
      return orderOfSubject(subject) === undefined ? undefined : direct.topicOfCard(who.shop)
    }
    const phrased = known.phrased ? [known.phrased.topic] : []
    return [...phrased, ...orderTopics(prepared)].find(topic => direct.isFor(who.shop, topic))
  }

  return {
    matchesWanted: shop => Number(direct.hasRules(shop)),
    match(turn) {
      const { question, known, found, who, traceId, subject, isContinued } = turn
      if (!direct.hasRules(who.shop) || who.uid === '') return undefined
      if (question.prepared.blocked !== undefined || found?.source === 'hot' || known.smalltalk)
        return undefined
      const topic = topicOf(turn)
      if (topic === undefined) return undefined
      const { prepared, language, deadlineAt } = question
      return {
        text: prepared.masked,
        topic,
        subject,
        language,
        who,
        traceId,
        deadlineAt,
        lastOrder: async () => (isContinued ? lastOrder(who) : undefined),
      }
    },
    async answer(question, level) {
      const told = await direct.answer(question)
      if (told === undefined) return undefined
      const { text, cards, grounds, about, isShopAway } = told
      if (isShopAway) return { text, source: 'notice', level, reason: SHOP_AWAY }
      return {
        text,
        source: 'tool',
        level,
        ...(cards.length > 0 && { cards: await Promise.all(cards.map(card => maskedCard(card, mask))) }),
        ...(grounds.length > 0 && { grounds }),
        ...(about && { about }),
      }
    },
  }
}

/** Without tools. */
export const noToolAnswers: ToolAnswers = {
  matchesWanted: () => 0,
  match: () => undefined,
  answer: async () => undefined,
}

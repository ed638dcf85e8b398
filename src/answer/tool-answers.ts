// The shop's books as a source of answers: which questions a tool answers by itself, and its answer as a draft. Hot
// answers come before it, every other source after it. Nothing of such an answer is learned or shared.
import { askedParts, asksMore } from '../faq/asked-parts.js'
import { orderTopics } from '../faq/order-topics.js'
import { isCard } from '../faq/question.js'
import type { FaqMatch } from '../offload/offload.js'
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
  /** Undefined when no rule matches, when an answer that goes before is there, or when the text asks for more than the
   *  rule answers and a model may be asked. Only to see the latter it is waited for. */
  match(turn: ToolTurn): RuledQuestion | undefined | Promise<RuledQuestion | undefined>
  /** Undefined when the tool has no answer to it: others may have one. */
  answer(question: RuledQuestion, level: Draft['level']): Promise<Draft | undefined>
}

export interface ToolAnswersDeps {
  readonly direct: DirectAnswers
  /** There is a model that can be asked. */
  readonly hasVendor: boolean
  /** The best that the shop's FAQ has for a text. */
  search(text: string, shop: string): Promise<FaqMatch | undefined>
  mask(text: string): Promise<string>
  /** The order that the dialog was last about. */
  lastOrder(who: OnBehalfOf): Promise<string | undefined>
}

/** Levels at which the model has the shop's tools: it can answer all of a text that asks two things. */
const MODEL_LEVEL = 1

/** The reason of an answer that says that the shop's API did not answer. */
const SHOP_AWAY = 'shop-away'

export function createToolAnswers(deps: ToolAnswersDeps): ToolAnswers {
  const { direct, mask, lastOrder } = deps

  const topicOf = ({ question: { prepared }, known, who, subject }: ToolTurn): string | undefined => {
    if (subject && isCard(prepared.masked)) {
      return orderOfSubject(subject) === undefined ? undefined : direct.topicOfCard(who.shop)
    }
    const phrased = known.phrased ? [known.phrased.topic] : []
    return [...phrased, ...orderTopics(prepared)].find(topic => direct.isFor(who.shop, topic))
  }

  /** The questions of a text whose model may be asked, if it has several. */
  function partsOf({ prepared, level, isPaid }: Question): readonly string[] {
    return deps.hasVendor && isPaid && level <= MODEL_LEVEL ? askedParts(prepared.masked) : []
  }

  /** The rule's question, unless one of the parts asks for something else. */
  async function unlessMore(ruled: RuledQuestion, parts: readonly string[]) {
    const { topic, who } = ruled
    const found = await Promise.all(
      parts.map(async text => ({ text, best: await deps.search(text, who.shop) })),
    )
    return asksMore(topic, found) ? undefined : ruled
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
      const ruled: RuledQuestion = {
        text: prepared.masked,
        topic,
        subject,
        language,
        who,
        traceId,
        deadlineAt,
        lastOrder: async () => (isContinued ? lastOrder(who) : undefined),
      }
      const parts = partsOf(question)
      return parts.length === 0 ? ruled : unlessMore(ruled, parts)
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

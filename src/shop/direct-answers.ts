// Answers that a tool gives by itself: a rule of the tools file matches the question, an order is at hand, and a
// template turns the shop's result into a sentence. No model takes part, so such answers exist at every level.
import type { OrderKind } from '../text-kinds.js'
import type { Card, OrderCard } from './card.js'
import { fillTemplate } from './fill-template.js'
import { ordersNamed } from './named-order.js'
import type { ResultItem } from './pick-result.js'
import { orderOfSubject, type Remembered, type Subject } from './subject.js'
import type { DirectRule, Tool, ToolArguments, ToolSet } from './tool.js'
import type { ToolCaller } from './tool-caller.js'
import { checkedArguments, type OnBehalfOf } from './tool-request.js'

/** A question that a rule may match. */
export interface DirectQuestion {
  /** Masked. */
  readonly text: string
  readonly topic: string
  readonly subject: Subject | undefined
  readonly language: string
  readonly who: OnBehalfOf
  readonly traceId: string
  readonly deadlineAt: number
  /** The last order that the dialog was about. */
  lastOrder(): Promise<string | undefined>
}

/** A fact's origin: the tool or FAQ entry that gave it, and the time. */
export interface Grounding {
  readonly kind: 'tool' | 'faq'
  readonly id: string
  /** ISO 8601. */
  readonly at: string
}

export interface DirectAnswer {
  readonly text: string
  readonly cards: readonly Card[]
  readonly grounds: readonly Grounding[]
  readonly about?: Remembered
  /** The shop's API did not answer, and the text says only that. */
  readonly isShopAway?: true
}

export interface DirectAnswers {
  /** True when a rule of the shop matches questions of this topic. */
  isFor(shop: string, topic: string): boolean
  /** The topic of a question that is an order's card without words: it asks for that order's state. */
  topicOfCard(shop: string): string | undefined
  /** True when the shop has any rule, so that finding a question's topic is worth the work. */
  hasRules(shop: string): boolean
  /** Undefined when the question names more than one order, which no template covers. */
  answer(question: DirectQuestion): Promise<DirectAnswer | undefined>
}

export interface DirectAnswersDeps {
  tools(): ToolSet
  readonly caller: Pick<ToolCaller, 'read'>
  now(): number
  /** A fixed sentence; `{order}` stands for an order's number. */
  sentence(customer: { readonly language: string; readonly shop: string }, which: OrderKind): string
}

type Ruled = Tool & { readonly direct: DirectRule }
type Found =
  | { readonly kind: 'order'; readonly id: string }
  | { readonly kind: 'said'; readonly answer: DirectAnswer }

export function createDirectAnswers(deps: DirectAnswersDeps): DirectAnswers {
  const ruleFor = (shop: string, topic: string): Ruled | undefined =>
    deps
      .tools()
      .tools.find((tool): tool is Ruled => tool.shop === shop && tool.direct?.topics.includes(topic) === true)

  const call = (tool: Tool, args: object, { who, traceId, deadlineAt }: DirectQuestion) =>
    deps.caller.read({ tool, args, who, traceId, deadlineAt, linkHosts: deps.tools().linkHosts })

  const say = ({ language, who }: DirectQuestion, which: OrderKind, order = ''): DirectAnswer => ({
    text: deps.sentence({ language, shop: who.shop }, which).replaceAll('{order}', () => order),
    cards: [],
    grounds: [],
  })

  const away = (question: DirectQuestion): DirectAnswer => ({ ...say(question, 'slow'), isShopAway: true })

  const groundOf = (tool: Tool): Grounding => ({
    kind: 'tool',
    id: tool.name,
    at: new Date(deps.now()).toISOString(),
  })

  /** The one order that the question is about, or the answer when there is not exactly one. */
  async function orderFor(tool: Ruled, needs: string, question: DirectQuestion): Promise<Found | undefined> {
    const named = ordersNamed(question.text, tool.parameters.get(needs) ?? {})
    if (named.length > 1) return undefined
    const own = question.subject && orderOfSubject(question.subject)
    const id = named[0] ?? own ?? (await question.lastOrder())
    if (id !== undefined) return { kind: 'order', id }
    return tool.direct.from === undefined ? undefined : candidate(tool, needs, question)
  }

  /** The customer's only recent order, or an answer that asks which of several it is. */
  async function candidate(tool: Ruled, needs: string, question: DirectQuestion): Promise<Found | undefined> {
    const lister = deps
      .tools()
      .tools.find(({ name, shop }) => name === tool.direct.from && shop === tool.shop)
    if (lister === undefined) return undefined
    const listed = await call(lister, {}, question)
    if (listed.kind === 'unknown-to-shop') return { kind: 'said', answer: say(question, 'none') }
    if (listed.kind !== 'ok') return { kind: 'said', answer: away(question) }
    const items = listed.items.filter(({ fields }) => fields[needs] !== undefined)
    const [first, ...others] = items
    if (first === undefined) return { kind: 'said', answer: say(question, 'none') }
    if (others.length === 0) return { kind: 'order', id: String(first.fields[needs]) }
    const cards = items.flatMap(item => askingCard(item, String(item.fields[needs]), question))
    return { kind: 'said', answer: { ...say(question, 'which'), cards, grounds: [groundOf(lister)] } }
  }

  async function answerOf(tool: Ruled, question: DirectQuestion): Promise<DirectAnswer | undefined> {
    const { needs } = tool.direct
    if (needs === undefined) return told(tool, {}, question)
    const found = await orderFor(tool, needs, question)
    if (found?.kind !== 'order') return found?.answer
    const { id } = found
    // An id that breaks the parameter's pattern gets the same answer as an id that the shop does not know.
    if (checkedArguments(tool, { [needs]: id }) === undefined) return say(question, 'unknown', id)
    const answer = await told(tool, { [needs]: id }, question)
    return answer && { ...answer, ...(answer.grounds.length > 0 && { about: { orderId: id } }) }
  }

  /** The answer made of the shop's reply to the call. */
  async function told(
    tool: Ruled,
    args: ToolArguments,
    question: DirectQuestion,
  ): Promise<DirectAnswer | undefined> {
    const result = await call(tool, args, question)
    if (result.kind === 'unknown-to-shop') {
      const [id] = Object.values(args)
      return say(question, id === undefined ? 'none' : 'unknown', String(id))
    }
    const item = result.kind === 'ok' ? result.items[0] : undefined
    if (item === undefined) return away(question)
    const text = fillTemplate(tool.direct.template, question.language, { ...args, ...item.fields })
    if (text === undefined) return undefined
    return { text, cards: item.card ? [item.card] : [], grounds: [groundOf(tool)] }
  }

  return {
    isFor: (shop, topic) => ruleFor(shop, topic) !== undefined,
    topicOfCard: shop =>
      deps.tools().tools.find(tool => tool.shop === shop && tool.direct?.needs !== undefined)?.direct
        ?.topics[0],
    hasRules: shop => deps.tools().tools.some(tool => tool.shop === shop && tool.direct !== undefined),
    async answer(question) {
      const tool = ruleFor(question.who.shop, question.topic)
      return tool && answerOf(tool, question)
    },
  }
}

const ASKED_CHARACTERS = 60

/** The order as a card whose tap asks the same question about this order. */
function askingCard(item: ResultItem, id: string, { text, language }: DirectQuestion): OrderCard[] {
  const { card } = item
  if (card?.type !== 'order') return []
  const asked = Array.from(text).slice(0, ASKED_CHARACTERS).join('')
  const named = language === 'en' ? `Order ${id}: ${asked}` : `订单 ${id}：${asked}`
  return [{ ...card, actions: [{ kind: 'ask', text: named }] }]
}

// Answers that a hash lookup of the raw text gives before anything is masked: pinned and learned ones, small talk, and
// phrasings of the FAQ. What they are looked up by is published or verified to be free of personal data, so a text that
// is found is its own mask. One with a long number is not: written otherwise the number may be somebody's. Such a text
// is looked up among the pinned alone, and masked all the same.
//
// Which turns are cheap: those that a lookup might answer. They pay the cheap bucket at the door. Pinned and learned
// answers and small talk are served at every level. An FAQ phrasing is served where the FAQ has the word (no vendor, or
// level 2 and up) and when the turn cannot pay the vendor's bucket; while there are tokens and there is no crowd, it pays
// and the vendor answers. A cheap turn that nothing answers and that cannot pay goes down the ladder (Question.isPaid).
import type { TurnOrder } from '../dialog/chat.js'
import type { FaqEntry } from '../faq/entries.js'
import type { Smalltalk } from '../faq/smalltalk.js'
import type { Ask, Asked } from '../hot/asked.js'
import type { Hot, HotAnswer } from '../hot/hot.js'
import type { Draft, Level } from './answer.js'

export type KnownOrder = Pick<TurnOrder, 'customer' | 'text' | 'dialogId' | 'asked' | 'isCheap'>

/** What is known of a turn before it is masked. */
export interface Lookup {
  readonly asked: Asked
  /** The answer, when a lookup gave it. */
  readonly draft: Draft | undefined
  /** The turn may go to the vendor. */
  readonly isPaid: boolean
  /** The text holds a long number: it is masked although its answer is known. */
  readonly isNumbered: boolean
}

export interface KnownAnswers {
  /** What the turn asks, made once at the door. */
  ask(turn: Pick<TurnOrder, 'customer' | 'text' | 'dialogId'>): Asked
  /** A lookup might answer it. Changes nothing. */
  isCheap(asked: Asked, text: string): boolean
  /** Looks the turn up; one that came in as cheap and needs the vendor pays for it here. */
  look(order: KnownOrder, level: Level): Lookup
}

export interface KnownPorts {
  readonly hot: Pick<Hot, 'find' | 'knows'>
  readonly faq: { find(shop: string, form: string): FaqEntry | undefined }
  readonly smalltalk: Smalltalk
  readonly ask: Ask
  readonly variant: string
  /** False without LLM_URL. */
  readonly hasVendor: boolean
  /** Names all that shapes the answers of a shop. */
  promptVersion(shop: string): string
  /** Takes a token of the vendor's bucket; false when there is none, or others need it more. */
  payVendor(): boolean
}

/** As in hot/asked.ts: the shortest run of digits that may be somebody's number, whatever stands between them. */
const longNumber = /\d{7}/

export function createKnownAnswers(p: KnownPorts): KnownAnswers {
  function ask({
    customer: { shop },
    text,
    dialogId,
  }: Pick<TurnOrder, 'customer' | 'text' | 'dialogId'>): Asked {
    const scope = { shop, promptVersion: p.promptVersion(shop), variant: p.variant }
    return p.ask(scope, text, dialogId === undefined ? [] : undefined)
  }

  function found(asked: Asked, text: string, mayRefresh: boolean): Omit<Draft, 'level'> | undefined {
    return fromHot(p.hot.find(asked, mayRefresh)) ?? fromEntry(p.smalltalk(text))
  }
  /** A question with a long number is never free, so that only a pinned answer can be found. */
  const pinned = (asked: Asked) => fromHot(p.hot.find(asked, false))
  const phrased = ({ scope, form }: Asked) => fromEntry(p.faq.find(scope.shop, form))

  return {
    ask,

    isCheap(asked, text) {
      if (longNumber.test(asked.form)) return p.hot.knows(asked)
      return p.hot.knows(asked) || p.smalltalk(text) !== undefined || phrased(asked) !== undefined
    },

    look(order, level) {
      const { text, isCheap = false, asked = ask(order) } = order
      const isNumbered = longNumber.test(asked.form)
      const known = isNumbered ? pinned(asked) : served(asked, text, level)
      if (known || isNumbered) return { asked, draft: known && { ...known, level }, isPaid: true, isNumbered }
      const isPaid = !isCheap || !p.hasVendor || p.payVendor()
      // An old answer that would have been asked for anew is better than none.
      const other = isPaid ? undefined : (found(asked, text, false) ?? because(phrased(asked), UNPAID))
      return { asked, draft: other && { ...other, level }, isPaid, isNumbered }
    },
  }

  /** What the lookups serve at a level without looking at any bucket. */
  function served(asked: Asked, text: string, level: Level) {
    const asksVendor = p.hasVendor && level < 2
    const hot = found(asked, text, asksVendor)
    return hot || asksVendor ? hot : because(phrased(asked), levelReason(level))
  }
}

/** Why a turn that could not pay the vendor was answered by others. */
export const UNPAID = 'rate-limited'

/** Why the FAQ answers at a level; below it, for want of a vendor, there is nothing to tell. */
export function levelReason(level: Level): string | undefined {
  return level === 0 ? undefined : `level-${level}`
}

function fromHot(answer: HotAnswer | undefined): Omit<Draft, 'level'> | undefined {
  return answer && { ...answer, source: 'hot' }
}

function fromEntry(entry: FaqEntry | undefined): Omit<Draft, 'level'> | undefined {
  return entry && { text: entry.answer, source: 'faq', faqId: entry.topic }
}

/** The draft with why others than the vendor gave it. */
export function because<D extends object | undefined>(draft: D, reason: string | undefined): D {
  return draft && reason !== undefined ? { ...draft, reason } : draft
}

// Answers that a hash lookup of the raw text gives before anything is masked: pinned and learned ones, small talk, and
// phrasings of the FAQ. What they are looked up by is published or verified to be free of personal data, so a text that
// is found is its own mask. One with a long number is not: written otherwise the number may be somebody's. Such a text
// is looked up among the pinned alone, and masked all the same.
//
// Which turns are cheap: those that a lookup might answer. They pay the cheap bucket at the door. Pinned and learned
// answers and small talk are served at every level. An FAQ phrasing is served where the FAQ has the word (no vendor,
// or level 2 and up) and when the turn cannot pay the vendor's bucket; while there are tokens and there is no crowd,
// it pays and the vendor answers. A cheap turn that nothing answers and that cannot pay goes down the ladder
// (Question.isPaid).
import type { FaqEntry } from '../faq/entries.js'
import type { Smalltalk } from '../faq/smalltalk.js'
import { STABLE, type Variant } from '../gray/variant.js'
import type { Hot, HotAnswer } from '../hot/hot.js'
import type { HotKey, ReadHotKey } from '../hot/hot-key.js'
import type { Subject } from '../shop/subject.js'
import type { Draft, Level } from './answer.js'

/** A question as a customer asked it, not yet masked. */
export interface RawQuestion {
  readonly customer: { readonly shop: string; readonly uid: string; readonly owner: string }
  readonly text: string
  /** Absent when nothing was said before. */
  readonly dialogId?: string | undefined
  /** Present when the question comes with an order, a product or a page: then it is its customer's alone. */
  readonly subject?: Subject | undefined
}

/** The lookups' findings on a question before it is masked, at any level. Made once a turn. */
export interface Known {
  readonly asked: HotKey
  /** The release that the customer meets; undefined: what everybody gets. The turn keeps it to its end. */
  readonly variant: Variant | undefined
  /** A lookup might answer it: the turn pays the cheap bucket at the door. */
  readonly isCheap: boolean
  /** The text holds a long number: it is masked although its answer is known. */
  readonly isNumbered: boolean
  /** There may be a pinned or a learned answer. */
  readonly isHot: boolean
  readonly smalltalk: FaqEntry | undefined
  /** The FAQ entry of which the question is a phrasing. */
  readonly phrased: FaqEntry | undefined
}

/** The lookups' answer at a level. */
export interface Lookup {
  readonly level: Level
  /** The answer, when a lookup gave it. */
  readonly draft: Draft | undefined
  /** The turn may go to the vendor. */
  readonly isPaid: boolean
}

export interface AnswerLookup {
  /** Looks a question up. Changes nothing: the turn may still be refused. */
  classify(question: RawQuestion): Known
  /** The answer at the level. A cheap turn that needs the vendor pays for it here. */
  find(known: Known, level: Level): Lookup
}

export interface LookupDeps {
  readonly hot: Pick<Hot, 'find' | 'findEvenOld' | 'knows'>
  readonly faq: { find(shop: string, form: string): FaqEntry | undefined }
  readonly smalltalk: Smalltalk
  readonly ask: ReadHotKey
  /** The release that the customer meets. */
  variantOf(customer: RawQuestion['customer']): Variant | undefined
  /** False without LLM_URL. */
  readonly hasVendor: boolean
  /** Names all that shapes the answers of a shop. */
  promptVersion(shop: string): string
  /** Takes a token of the vendor's bucket; false when there is none, or others need it more. */
  payVendor(shop: string): boolean
}

/** As in hot/hot-key.ts: the shortest run of digits that may be somebody's number, whatever stands between them. */
const longNumber = /\d{7}/

export function createLookup(deps: LookupDeps): AnswerLookup {
  const hot = ({ asked, isHot }: Known) => (isHot ? fromHot(deps.hot.find(asked)) : undefined)
  const evenOld = ({ asked, isHot }: Known) => (isHot ? fromHot(deps.hot.findEvenOld(asked)) : undefined)

  /** The answer at a level, without looking at any bucket. */
  function served(known: Known, level: Level) {
    const asksVendor = deps.hasVendor && level < 2
    const draft = (asksVendor ? hot(known) : evenOld(known)) ?? fromEntry(known.smalltalk)
    return draft || asksVendor ? draft : because(fromEntry(known.phrased), levelReason(level))
  }

  return {
    classify({ customer, text, dialogId, subject }) {
      const { shop } = customer
      const variant = deps.variantOf(customer)
      const scope = { shop, promptVersion: deps.promptVersion(shop), variant: variant?.name ?? STABLE }
      const isAlone = dialogId === undefined && subject === undefined
      const asked = deps.ask(scope, text, isAlone ? [] : undefined)
      const isHot = deps.hot.knows(asked)
      if (longNumber.test(asked.form)) {
        return {
          asked,
          variant,
          isCheap: isHot,
          isNumbered: true,
          isHot,
          smalltalk: undefined,
          phrased: undefined,
        }
      }
      const smalltalk = deps.smalltalk(text)
      const phrased = deps.faq.find(shop, asked.form)
      const isCheap = isHot || smalltalk !== undefined || phrased !== undefined
      return { asked, variant, isCheap, isNumbered: false, isHot, smalltalk, phrased }
    },

    find(known, level) {
      // A question with a long number is never free, so that only a pinned answer can be found.
      const draft = known.isNumbered ? evenOld(known) : served(known, level)
      if (draft || known.isNumbered) return { level, draft: draft && { level, ...draft }, isPaid: true }
      const isPaid = !known.isCheap || !deps.hasVendor || deps.payVendor(known.asked.scope.shop)
      if (isPaid) return { level, draft: undefined, isPaid }
      const other = evenOld(known) ?? fromEntry(known.smalltalk) ?? because(fromEntry(known.phrased), UNPAID)
      return { level, draft: other && { level, ...other }, isPaid }
    },
  }
}

/** Why a turn that could not pay the vendor was answered by others. */
export const UNPAID = 'rate-limited'

/** Why the FAQ answers at a level; below it, for want of a vendor, there is nothing to tell. */
export function levelReason(level: Level): string | undefined {
  return level === 0 ? undefined : `level-${level}`
}

function fromHot(answer: HotAnswer | undefined): Omit<Draft, 'level'> | undefined {
  return answer && { source: 'hot', ...answer }
}

function fromEntry(entry: FaqEntry | undefined): Omit<Draft, 'level'> | undefined {
  return entry && { text: entry.answer, source: 'faq', faqId: entry.topic }
}

/** The draft with why others than the vendor gave it. */
export function because<D extends object | undefined>(draft: D, reason: string | undefined): D {
  return draft && reason !== undefined ? { ...draft, reason } : draft
}

// Masks what a turn says and what it is answered. Raw text ends here, but for a seat that may see it.
import type { Draft, MaskedAnswer } from '../../answer/answer.js'
import type { Lookup } from '../../answer/lookup.js'
import type { Question } from '../../answer/question.js'
import type { Prepared } from '../../offload/offload.js'
import type { Turn } from './turn.js'
import type { TurnDeps } from './turn-deps.js'

export type MaskingDeps = Pick<
  TurnDeps,
  'responder' | 'toolAnswers' | 'recall' | 'offload' | 'audit' | 'finish' | 'unseen' | 'blocked' | 'ownValues'
>

export interface Masking {
  /** At once for a text that a lookup knows. */
  question(turn: Turn, found: Lookup, text: string): Prepared | Promise<Prepared>
  /** At once for a published text. */
  answer(turn: Turn, draft: Draft): MaskedAnswer | Promise<MaskedAnswer>
  vendors(turn: Turn, question: Question, draft: Draft): Promise<MaskedAnswer>
}

export function createMasking(deps: MaskingDeps): Masking {
  const { responder, unseen, blocked } = deps

  /** Masks the question, or what was read in its pictures with it; later steps use the raw text only for a seat that may see it. */
  function question(turn: Turn, found: Lookup, text: string): Prepared | Promise<Prepared> {
    const { order } = turn
    // Published texts hold no personal data, so a known one is its own mask, unless it holds a long number.
    const isItsMask = found.draft !== undefined && !order.known.isNumbered && text === order.text
    const { shop } = order.customer
    const matches = Math.max(responder.matchesWanted(found, shop), deps.toolAnswers.matchesWanted(shop))
    const prepared = isItsMask ? deps.recall(text) : deps.offload.prepare({ text, matches, shop })
    const recorded = (done: Prepared) => onRecord(turn, done, text)
    return prepared instanceof Promise ? prepared.then(recorded) : recorded(prepared)
  }

  function onRecord(turn: Turn, prepared: Prepared, text: string): Prepared {
    const { order } = turn
    // The customer's own words stand before those of pictures, and are on record already.
    const isRead = text !== order.text
    const hits = isRead ? prepared.hits.filter(({ start }) => start >= order.text.length) : prepared.hits
    if (hits.length > 0) deps.audit(turn, hits, 'question')
    turn.masked = prepared.hits.map(({ kind }) => kind)
    return prepared
  }

  /** The masked answer, or the fixed text that replaces one that may not pass. */
  function answer(turn: Turn, draft: Draft): MaskedAnswer | Promise<MaskedAnswer> {
    const { language, customer } = turn.order
    const addressee = { language, shop: customer.shop }
    const masked = deps.finish(turn.hasUnseenPicture ? unseen.beside(draft, addressee) : draft)
    const passed = (done: MaskedAnswer) => {
      if (done.hits.length > 0) deps.audit(turn, done.hits, 'answer')
      return blocked.passed(done, addressee)
    }
    return masked instanceof Promise ? masked.then(passed) : passed(masked)
  }

  /** The vendor's masked answer: masking takes place around the placeholders. */
  async function vendors(turn: Turn, { placeholders }: Question, draft: Draft): Promise<MaskedAnswer> {
    if (placeholders === undefined || draft.source !== 'llm') return answer(turn, draft)
    const masked = await answer(turn, { ...draft, text: placeholders.marked(draft.text) })
    return deps.ownValues?.sealed(masked, placeholders, turn.order.customer.owner) ?? masked
  }

  return { question, answer, vendors }
}

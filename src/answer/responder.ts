// Answers to questions, by level. An answer is a draft: masking and storing it is the turn's business.
// Answers found before masking are lookup.ts; people answer in mode `seat`, where no turn gets here.
import { CONFIDENT } from '../faq/confidence.js'
import type { Llm, LlmFailure, LlmResult, LlmUsage, VendorName } from '../llm/llm.js'
import type { FaqMatch, Offload } from '../offload/offload.js'
import type { NoticeKind } from '../text-kinds.js'
import type { Draft } from './answer.js'
import { type AskVendorDeps, createAskVendor } from './ask-vendor.js'
import { because, levelReason, UNPAID } from './lookup.js'
import { NOT_UNDERSTOOD, noticeAfter } from './notices.js'
import type { Addressee, Question, VendorCall } from './question.js'
import type { ToolUse } from './tool-rounds.js'

/** A draft, the milliseconds it spent at the vendor, and the tokens that the vendor's answer took. */
export interface Response {
  readonly draft: Draft
  readonly vendorMs: number
  readonly usage?: LlmUsage | undefined
  /** Why the vendor did not answer, when it was asked. */
  readonly failed?: LlmFailure
  /** The vendor that answered. */
  readonly vendor?: VendorName
  /** The tools that its model called; absent where it was offered none. */
  readonly tools?: ToolUse | undefined
}

export interface Responder {
  /** FAQ matches that prepare should bring along. */
  matchesWanted(question: Pick<Question, 'level' | 'isPaid'>, shop: string): number
  /** The answer, when it needs neither the vendor nor the dialog's past. */
  ready(question: Question): Draft | undefined
  /** The FAQ's confident answer, for when neither the vendor nor the dialog's past can be had. */
  fallback(question: Question): Promise<Draft | undefined>
  /** The notice for a customer who has switched the bot off, while no person is there. */
  silent(question: Question): Draft
  /** Always gives an answer: when the vendor has none, the FAQ, and at last the notice. */
  respond(question: Question, past: readonly string[], call: VendorCall): Promise<Response>
}

export interface ResponderDeps extends Omit<AskVendorDeps, 'llm'> {
  /** Absent without LLM_URL: the FAQ answers. */
  readonly llm: Llm | undefined
  readonly offload: Pick<Offload, 'prepare'>
  /** The fixed text that says why there is no answer. */
  notice(customer: Addressee, kind: NoticeKind): string
  /** The text while the bot is off and nobody is there. */
  silence(customer: Addressee): string
  /** A text of the FAQ, introduced as a guess. */
  guess(customer: Addressee, answer: string): string
}

type Vendored = Pick<LlmResult & { readonly kind: 'answered' }, 'text' | 'isTruncated'>

/** Topics offered with a guess. */
const CANDIDATES = 3

export function createResponder(deps: ResponderDeps): Responder {
  const { llm, offload, prompting } = deps
  const askVendor = llm && createAskVendor({ ...deps, llm })

  const asksVendor = ({ level, isPaid }: Pick<Question, 'level' | 'isPaid'>) =>
    llm !== undefined && isPaid && level <= 2

  const fromVendor = ({ text, isTruncated }: Vendored, { level }: Question): Draft => ({
    text,
    source: 'llm',
    level,
    ...(isTruncated && { isTruncated }),
  })

  const fromFaq = (matches: readonly FaqMatch[], question: Question): Draft | undefined => {
    const { level } = question
    const [best] = matches
    if (best === undefined) return undefined
    const draft: Draft = { text: best.answer, source: 'faq', level, faqId: best.topic }
    if (best.confidence >= CONFIDENT) return draft
    if (level < 4) return undefined
    const candidates = matches.slice(0, CANDIDATES).map(match => match.topic)
    return { ...draft, text: deps.guess(question, best.answer), candidates }
  }

  const matchesOf = async ({ prepared, shop }: Question): Promise<readonly FaqMatch[]> => {
    if (prepared.matches.length > 0) return prepared.matches
    return (await offload.prepare({ text: prepared.masked, matches: CANDIDATES, shop })).matches
  }

  const notice = (question: Question, kind: NoticeKind, reason: string): Draft => ({
    text: deps.notice(question, kind),
    source: 'notice',
    level: question.level,
    reason,
  })

  /** When the vendor is not asked and the FAQ has no answer. */
  const unanswered = (question: Question): Draft => {
    const reason = levelReason(question.level) ?? NOT_UNDERSTOOD
    if (llm === undefined) return notice(question, 'not-understood', reason)
    if (!question.isPaid) return notice(question, 'busy', UNPAID)
    return notice(question, 'vendor-away', reason)
  }

  return {
    matchesWanted: (question, shop) =>
      asksVendor(question) && question.level < 2 && !prompting.isGrounded(shop) ? 0 : CANDIDATES,

    ready(question) {
      const isForVendor = asksVendor(question)
      if (isForVendor && question.level < 2) return undefined
      const draft = fromFaq(question.prepared.matches, question)
      if (draft) return because(draft, question.isPaid ? levelReason(question.level) : UNPAID)
      return isForVendor ? undefined : unanswered(question)
    },

    async fallback(question) {
      return fromFaq(await matchesOf(question), question)
    },

    silent: question => ({
      text: deps.silence(question),
      source: 'notice',
      level: question.level,
      reason: 'bot-off',
    }),

    async respond(question, past, call) {
      if (askVendor === undefined) return { draft: unanswered(question), vendorMs: 0 }
      const { result, beside, instead, tools } = await askVendor(question, past, call)
      const { vendorMs } = result
      if (result.kind === 'answered') {
        const { usage, vendor } = result
        const draft = { ...fromVendor(result, question), ...beside, ...instead }
        return { draft, vendorMs, usage, vendor, tools }
      }
      if (instead)
        return {
          draft: { level: question.level, ...beside, ...instead },
          vendorMs,
          tools,
          failed: result.why,
        }
      const reason = `vendor-${result.why}`
      const fallback = because(fromFaq(await matchesOf(question), question), reason)
      return {
        draft: { ...beside, ...(fallback ?? notice(question, noticeAfter(result.why), reason)) },
        vendorMs,
        tools,
        failed: result.why,
      }
    },
  }
}

// The request to the vendor for a question: the prompt of its shop, or of the release that the customer meets. Pure.
import type { Variant } from '../gray/variant.js'
import type { LlmRequest } from '../llm/llm.js'
import type { FaqMatch, Prepared } from '../offload/offload.js'
import { joinFragments } from '../prompt/fragment.js'
import type { Level } from './answer.js'
import { encodeFacts, factsOf } from './facts.js'

/** A question, as far as the vendor is to know it. */
interface AskedQuestion {
  readonly prepared: Prepared
  readonly level: Level
  readonly variant?: Variant | undefined
  readonly shop: string
  readonly traceparent: string
  readonly deadlineAt: number
  /** Encoded messages that stand before the question. */
  readonly more?: readonly string[]
}

export interface Prompting {
  /** A shop's system message as an encoded fragment. */
  system(shop: string): string
  readonly maxTokens: number
  readonly temperature: number
  /** The FAQ of a shop that has its own goes into the prompt as facts. */
  isGrounded(shop: string): boolean
  /** True of an entry that came with the service: it is not the vendor's business. */
  isBuiltIn(entry: Pick<FaqMatch, 'topic' | 'answer'>): boolean
}

/** Above level 0 a prompt carries this many earlier turns and asks for half the tokens. */
const LEAN_TURNS = 3

/** The earlier turns that the vendor sees. */
export function turnsInPrompt(
  { level }: Pick<AskedQuestion, 'level'>,
  past: readonly string[],
): readonly string[] {
  return level > 0 ? past.slice(-LEAN_TURNS) : past
}

/** The matches that go into the prompt. */
export function factsInPrompt(
  { shop, prepared }: Pick<AskedQuestion, 'shop' | 'prepared'>,
  { isGrounded, isBuiltIn }: Prompting,
): readonly FaqMatch[] {
  return isGrounded(shop) ? factsOf(prepared.matches.filter(match => !isBuiltIn(match))) : []
}

/** `past` is the dialog's earlier turns as encoded fragments. */
export function vendorRequest(
  question: AskedQuestion,
  past: readonly string[],
  prompting: Prompting,
): LlmRequest {
  const { variant, prepared, traceparent, deadlineAt, more = [] } = question
  const isLean = question.level > 0
  const turns = turnsInPrompt(question, past)
  const facts = encodeFacts(factsInPrompt(question, prompting))
  const maxTokens = variant?.maxTokens ?? prompting.maxTokens
  return {
    messages: joinFragments([
      variant?.system ?? prompting.system(question.shop),
      ...turns,
      ...(facts === undefined ? [] : [facts]),
      ...more,
      prepared.fragment,
    ]),
    maxTokens: isLean ? Math.ceil(maxTokens / 2) : maxTokens,
    temperature: variant?.temperature ?? prompting.temperature,
    traceparent,
    deadlineAt,
    prefer: variant?.vendor,
    model: variant?.model,
  }
}

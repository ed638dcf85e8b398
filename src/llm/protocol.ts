// What the two vendor protocols have in common: how a call is encoded and what a response's JSON says. Pure.
import type { LlmUsage } from './llm.js'

export interface ProtocolCall {
  readonly model: string
  /** As in LlmRequest: encoded JSON objects, comma-joined. */
  readonly messages: string
  readonly maxTokens: number
  readonly temperature: number
  readonly isStreamed: boolean
}

/** A whole answer; undefined text when the JSON holds none. */
export interface WholeReading {
  readonly text: string | undefined
  /** The vendor stopped at max_tokens: the text is not whole. */
  readonly isTruncated: boolean
  readonly isFiltered: boolean
  readonly usage: LlmUsage | undefined
}

/** One event of a stream. */
export interface ChunkReading {
  /** Empty when the event carries no text. */
  readonly text: string
  readonly usage: LlmUsage | undefined
  /** The vendor says that the answer is complete. */
  readonly isFinished: boolean
  /** The vendor stopped at max_tokens: the text is not whole. */
  readonly isTruncated: boolean
  /** The vendor's own filter withheld the answer, or the rest of it. */
  readonly isFiltered: boolean
  /** The vendor reports an error inside the stream. */
  readonly isFault: boolean
}

export interface Protocol {
  /** Appended to the vendor's base URL. */
  readonly path: string
  encode(call: ProtocolCall): string
  readWhole(json: unknown): WholeReading
  readChunk(json: unknown): ChunkReading
}

/** The part of a body that both protocols share. All of it is the vendor's word, so nothing is taken for granted;
 *  reading a field of a string or number gives undefined, which is why `?.` is all the care it takes. */
export interface LooseBody<Choice> {
  readonly choices?: readonly (Choice | null | undefined)[] | null
  readonly error?: unknown
  readonly usage?: { readonly prompt_tokens?: unknown; readonly completion_tokens?: unknown } | null
}

/** Undefined unless both are counts that a call can have: self-hosted models are known to count -1. */
export function readUsage(body: LooseBody<unknown> | null): LlmUsage | undefined {
  const promptTokens = body?.usage?.prompt_tokens
  const completionTokens = body?.usage?.completion_tokens
  if (!isCount(promptTokens) || !isCount(completionTokens)) return undefined
  return { promptTokens, completionTokens, isEstimate: false }
}

/** Above every context there is: what is larger is a mistake, and would spoil the sums of tokens and cost for good. */
const TOKENS_MOST = 10_000_000

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= TOKENS_MOST
}

export function textOrNone(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The part of a choice that both protocols share. */
type LooseChoice = { readonly finish_reason?: unknown } | null | undefined

export function isFiltered(choice: LooseChoice): boolean {
  return choice?.finish_reason === 'content_filter'
}

export function isTruncated(choice: LooseChoice): boolean {
  return choice?.finish_reason === 'length'
}

// The common part of the two vendor protocols: encoding a call, and reading a response's JSON. Pure.
import type { LlmUsage } from './llm.js'
import type { CallPiece } from './tool-calls.js'

export interface ProtocolCall {
  readonly model: string
  /** As in LlmRequest: encoded JSON objects, comma-joined. */
  readonly messages: string
  readonly maxTokens: number
  readonly temperature: number
  readonly isStreamed: boolean
  /** As in LlmRequest. */
  readonly tools?: string | undefined
}

/** How the vendor says that an answer ended. */
export type EndWord =
  | 'whole'
  /** At max_tokens: the text is not whole. */
  | 'length'
  /** The model would not answer, or the vendor's filter withheld the answer or the rest of it. */
  | 'declined'
  /** By a word that is no end we know: something went wrong over there. */
  | 'broken'

/** The content of one JSON value: a whole answer, or one event of a stream. */
export interface Piece {
  /** Empty when it carries no text. */
  readonly text: string
  /** The model thinks aloud, which nobody is shown. */
  readonly isThinking: boolean
  readonly finish: EndWord | undefined
  /** Parts of the model's calls of tools. */
  readonly calls?: readonly CallPiece[]
  readonly usage: LlmUsage | undefined
  /** The name of the model that answers, as the vendor gives it; cut at MODEL_MAX. */
  readonly model: string | undefined
  /** The vendor reports an error in place of an answer. */
  readonly isFault: boolean
}

export interface Protocol {
  /** Appended to the vendor's base URL. */
  readonly path: string
  encode(call: ProtocolCall): string
  read(json: unknown): Piece
}

/** The part of a body that both protocols share. All of it is the vendor's word, so nothing is taken for granted;
 *  reading a field of a string or number gives undefined, which is why `?.` is all the care it takes. */
export interface LooseBody<Choice> {
  readonly choices?: readonly (Choice | null | undefined)[] | null
  readonly error?: unknown
  readonly model?: unknown
  readonly usage?: { readonly prompt_tokens?: unknown; readonly completion_tokens?: unknown } | null
}

/** Undefined unless both are counts that a call can have: self-hosted models are known to count -1. */
export function readUsage(body: LooseBody<unknown> | null): LlmUsage | undefined {
  const promptTokens = body?.usage?.prompt_tokens
  const completionTokens = body?.usage?.completion_tokens
  if (!isCount(promptTokens) || !isCount(completionTokens)) return undefined
  return { promptTokens, completionTokens, isEstimate: false }
}

/** Longer than every name that is one: what goes on goes into no trace. */
const MODEL_MAX = 100

export function readModel(body: LooseBody<unknown> | null): string | undefined {
  return isText(body?.model) ? body.model.slice(0, MODEL_MAX) : undefined
}

/** Above every context there is: what is larger is a mistake, and would spoil the sums of tokens and cost for good. */
const TOKENS_MOST = 10_000_000

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= TOKENS_MOST
}

/** The answer is choice 0; the pieces of others may come in between when somebody's gateway asks for more. */
export function firstChoice<Choice extends { readonly index?: unknown }>(
  body: LooseBody<Choice> | null,
): Choice | null | undefined {
  const choices = body?.choices
  if (!Array.isArray(choices)) return undefined
  const isFirst = (choice: Choice | null | undefined) => (choice?.index ?? 0) === 0
  return isFirst(choices[0]) ? choices[0] : choices.find(isFirst)
}

const finishes: ReadonlyMap<unknown, EndWord> = new Map([
  ['stop', 'whole'],
  ['eos', 'whole'],
  ['tool_calls', 'whole'],
  ['function_call', 'whole'],
  ['length', 'length'],
  ['content_filter', 'declined'],
  ['sensitive', 'declined'],
])

/** Undefined while the answer goes on. */
export function readFinish(word: unknown): EndWord | undefined {
  return isText(word) ? (finishes.get(word) ?? 'broken') : undefined
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

export function isFault(body: LooseBody<unknown> | null): boolean {
  return body?.error !== undefined && body.error !== null
}

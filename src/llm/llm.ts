// The contract of the LLM vendor: one call a turn, whole or streamed. How it is reached (protocols, retries,
// breaker, queue) is the rest of this folder; which level allows a call is the answer's business.
import type { StopSignal } from '../stop.js'
import type { LlmToolCall } from './tool-calls.js'

/** One message of a prompt. */
export interface PromptMessage {
  readonly role: 'system' | 'user' | 'assistant'
  readonly content: string
}

export interface LlmRequest {
  /** The messages as encoded JSON objects, comma-joined: `{"role":"user","content":"…"},…`. Spliced, not parsed. */
  readonly messages: string
  readonly maxTokens: number
  readonly temperature: number
  /** The tools that the model may call, as encoded JSON objects, comma-joined. Of use with chat completions alone. */
  readonly tools?: string
  /** W3C traceparent that goes to the vendor. */
  readonly traceparent: string
  /** Absolute epoch milliseconds: no attempt outlives it. */
  readonly deadlineAt: number
  /** Whom to ask first when there is a fallback; the primary when absent. */
  readonly prefer?: VendorName | undefined
  /** Of the vendor that is asked first; the configured one when absent. */
  readonly model?: string | undefined
}

export type VendorName = 'primary' | 'fallback'

export interface LlmUsage {
  readonly promptTokens: number
  readonly completionTokens: number
  /** True when the vendor did not say and the numbers were guessed, as for a stream that broke. */
  readonly isEstimate: boolean
}

/** How a call ended. Expected failures are values. `vendorMs` runs from the start of the first attempt to the end of
 *  the last, backoff included; waiting for a free connection before the first attempt is not in it. */
export type LlmResult =
  | {
      readonly kind: 'answered'
      readonly text: string
      /** Stopped at max_tokens, or by no end that we know: given to its own customer and never shared. */
      readonly isTruncated: boolean
      readonly usage: LlmUsage | undefined
      /** Calls that the model makes first; then the text is what it said beside. */
      readonly calls?: readonly LlmToolCall[] | undefined
      readonly vendorMs: number
      readonly vendor: VendorName
    }
  /** `why` is a stable word for logs, metrics and the answer's reason; `streamed` when deltas had left already. */
  | {
      readonly kind: 'failed'
      readonly why: LlmFailure
      readonly streamed: boolean
      readonly vendorMs: number
    }

export type LlmFailure =
  /** Ours: nothing was sent. */
  | 'breaker-open'
  | 'queue-full'
  /** The turn was cancelled, or the process shuts down. */
  | 'aborted'
  /** The turn's time was over before the vendor had answered. */
  | 'deadline'
  /** No connection, or one that broke before the answer. */
  | 'connect'
  /** No answer, or no next token, within the call's own time. */
  | 'timeout'
  | 'rate-limited'
  | 'server-error'
  /** 401 or 403. */
  | 'unauthorized'
  /** 402: the account is empty. */
  | 'unpaid'
  /** 405, 410 or 451: what is asked for is not, or no longer, to be had there. */
  | 'not-served'
  /** Any other 4xx: this prompt is not taken. */
  | 'refused'
  /** The answer is that there is none: a refusal, a filter, no visible text, a tool that nobody offered. */
  | 'declined'
  /** 200 with something that is no answer. */
  | 'bad-response'
  /** The stream broke after its first delta. */
  | 'stream-cut'

export interface Llm {
  /** Asks the vendor. With `onDelta` the call is streamed and each piece is handed over as it comes. */
  ask(request: LlmRequest, signal: StopSignal, onDelta?: (text: string) => void): Promise<LlmResult>
  close(): Promise<void>
}

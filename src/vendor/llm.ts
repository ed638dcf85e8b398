// The contract of the LLM vendor: one call a turn, whole or streamed. How it is reached (protocols, retries,
// breaker, queue) is the rest of this folder; which level allows a call is the answer's business.

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
  /** W3C traceparent that goes to the vendor. */
  readonly traceparent: string
  /** Absolute epoch milliseconds: no attempt outlives it. */
  readonly deadlineAt: number
}

export interface LlmUsage {
  readonly promptTokens: number
  readonly completionTokens: number
}

/** How a call ended. Expected failures are values. */
export type LlmResult =
  | {
      readonly at: 'answered'
      readonly text: string
      readonly usage: LlmUsage | undefined
      readonly vendorMs: number
    }
  /** `why` is a stable word for logs, metrics and the answer's reason; `streamed` when deltas had left already. */
  | { readonly at: 'failed'; readonly why: LlmFailure; readonly streamed: boolean; readonly vendorMs: number }

export type LlmFailure =
  | 'breaker-open'
  | 'queue-full'
  | 'timeout'
  | 'connect'
  | 'rate-limited'
  | 'server-error'
  | 'refused'
  | 'unauthorized'
  | 'bad-response'
  | 'stream-cut'
  | 'aborted'
  | 'deadline'

export interface Llm {
  /** Asks the vendor. With `onDelta` the call is streamed and each piece is handed over as it comes. */
  ask(request: LlmRequest, signal: AbortSignal, onDelta?: (text: string) => void): Promise<LlmResult>
  close(): Promise<void>
}

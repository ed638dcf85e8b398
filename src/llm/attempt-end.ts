// How one HTTP exchange with the vendor ended.
import type { LlmFailure, LlmUsage } from './llm.js'
import type { LlmToolCall } from './tool-calls.js'

export type AttemptEnd =
  | {
      readonly kind: 'answered'
      readonly text: string
      readonly isTruncated: boolean
      readonly usage: LlmUsage | undefined
      /** The model that the vendor says has answered. */
      readonly model?: string | undefined
      readonly calls?: readonly LlmToolCall[] | undefined
    }
  | {
      readonly kind: 'failed'
      readonly why: LlmFailure
      /** The response's Retry-After, as it came. */
      readonly retryAfter: string | undefined
      /** The text that had arrived: not empty only when deltas were handed on. */
      readonly text: string
      readonly usage: LlmUsage | undefined
      readonly model?: string | undefined
    }

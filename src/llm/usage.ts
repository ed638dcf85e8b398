// Token counts where the vendor gave none: a stream that broke still costs what it had said. Pure.
import type { LlmUsage } from './llm.js'

/** Chinese text runs at about six tokens for ten characters with the usual tokenisers. */
const TOKENS_PER_CHARACTER = 0.6

export function estimateUsage(messages: string, text: string): LlmUsage {
  return {
    promptTokens: Math.ceil(messages.length * TOKENS_PER_CHARACTER),
    completionTokens: Math.ceil(text.length * TOKENS_PER_CHARACTER),
    isEstimate: true,
  }
}

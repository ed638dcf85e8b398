// Prompt fragments: messages encoded once, stored encoded, and joined as strings ever after (no parsing on a turn's way).
import type { PromptMessage } from '../llm/llm.js'

/** One message as a JSON object, ready to be joined. */
export function encodeMessage(role: PromptMessage['role'], content: string): string {
  return JSON.stringify({ role, content })
}

/** Joins encoded messages, or fragments of several, into what LlmRequest.messages takes. */
export function joinFragments(fragments: readonly string[]): string {
  return fragments.join(',')
}

/** The messages of a joined fragment. For readers off the hot path. */
export function decodeFragment(fragment: string): PromptMessage[] {
  return JSON.parse(`[${fragment}]`) as PromptMessage[]
}

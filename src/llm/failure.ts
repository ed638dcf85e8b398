// What a vendor's status means. Pure.
import type { LlmFailure } from './llm.js'

/** For a status other than 2xx. */
export function failureOf(status: number): LlmFailure {
  if (status === 401 || status === 403) return 'unauthorized'
  if (status === 429) return 'rate-limited'
  if (status >= 500) return 'server-error'
  return status >= 400 ? 'refused' : 'bad-response'
}

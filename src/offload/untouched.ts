// A text that needs no masking is its own mask: it is encoded where it stands, and no worker is asked.
import { encodeMessage } from '../prompt/fragment.js'
import type { Prepared } from './offload.js'

export function untouched(role: 'user' | 'assistant', text: string): Prepared {
  return { masked: text, fragment: encodeMessage(role, text), hits: [], matches: [] }
}

// Which notice stands in for an answer, by why there is none. Each says what is so, and what the customer can do now.

import { isOfPrompt } from '../llm/failure.js'
import type { LlmFailure } from '../llm/llm.js'
import type { NoticeKind } from '../text-kinds.js'

/** The reason of a notice that is due to the question alone. */
export const NOT_UNDERSTOOD = 'not-understood'

/** After the vendor was asked, or would have been. A vendor that is slow or has a limit of its own is no crowd here. */
export function noticeAfter(failure: LlmFailure): NoticeKind {
  if (isOfPrompt(failure)) return 'declined'
  return failure === 'queue-full' ? 'busy' : 'vendor-away'
}

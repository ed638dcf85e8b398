// The shop's own FAQ as facts in a prompt. The built-in FAQ never gets here: it is not the vendor's business.
import type { FaqMatch } from '../offload/offload.js'
import { encodeMessage } from '../prompt/fragment.js'

/** Matches below this confidence would mislead more often than help. */
const LEAST_CONFIDENCE = 0.2

/** The matches that go into a prompt. */
export function factsOf(matches: readonly FaqMatch[]): readonly FaqMatch[] {
  return matches.filter(match => match.confidence >= LEAST_CONFIDENCE)
}

/** A system message with the answers, encoded; undefined without any. */
export function encodeFacts(facts: readonly FaqMatch[]): string | undefined {
  if (facts.length === 0) return undefined
  const list = facts.map(({ answer }, i) => `${i + 1}. ${answer}`).join('\n')
  return encodeMessage('system', `参考资料（仅在与顾客的问题有关时使用）：\n${list}`)
}

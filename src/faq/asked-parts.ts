// Whether a text asks two things, one of which a tool could answer by itself: the other would be lost. Pure.
import type { FaqMatch } from '../offload/offload.js'
import { askedAfter } from './asked-after.js'
import { CONFIDENT } from './confidence.js'
import { strip } from './question.js'
import { statusFamily } from './status-topic.js'

/** A part of a text, and the best that the FAQ has for it. */
export interface AskedPart {
  readonly text: string
  readonly best: FaqMatch | undefined
}

/** A text of more is judged by its beginning. */
const PARTS = 4
/** Shorter parts ask for nothing: 好的, 在吗. */
const LEAST_LETTERS = 3

/** Sentences end, and words begin that lead to another matter. 还有 also asks how much is left (还有几天, 还有货吗). A comma
 *  ends no part: most stand within one question. */
const seams =
  /[？?。；;！!\n]+|(?=另外|顺便|还有(?!多|几|没|无|一|两|\d|货|现货|库存|什么时候|救|可能|希望|机会|效))/
const leading = /^[，,、：:\s]*(?:另外|顺便|还有)?(?:再?(?:请|想)?问一?[下句])?[，,、：:\s]*/

/** The questions of a text; none when it is a single one. */
export function askedParts(message: string): readonly string[] {
  const parts = strip(message)
    .split(seams)
    .map(part => part.replace(leading, '').trim())
    .filter(part => part.length >= LEAST_LETTERS)
  return parts.length < 2 ? [] : parts.slice(0, PARTS)
}

/** True when one of the parts asks for something else than the topic by which the whole would be answered. */
export function asksMore(topic: string, parts: readonly AskedPart[]): boolean {
  const matter = statusFamily(topic) ?? topic
  return parts.some(part => {
    const other = matterOf(part)
    return other !== undefined && other !== matter
  })
}

/** An order's state, a refund, or another topic of the FAQ, if it is a sure one. */
function matterOf({ text, best }: AskedPart): string | undefined {
  const after = askedAfter(text, best)
  if (after !== undefined || best === undefined || best.confidence < CONFIDENT) return after
  return statusFamily(best.topic) ?? best.topic
}

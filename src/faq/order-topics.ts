// The topics that a question may have when the shop's books are to answer it. Pure.
import type { FaqMatch } from '../offload/offload.js'
import { type AskedAfter, askedAfter } from './asked-after.js'
import { CONFIDENT } from './confidence.js'
import { REFUND, statusFamily, statusTopic } from './status-topic.js'

export interface MatchedQuestion {
  readonly masked: string
  /** Best first. */
  readonly matches: readonly FaqMatch[]
}

/** Asked after when neither retrieval nor the question's shape says more. */
const usual: Readonly<Record<AskedAfter, string>> = { order: 'track-parcel', refund: REFUND }

/** The likeliest first. A topic of orders or refunds needs a question after one's own. */
export function orderTopics({ masked, matches: [best] }: MatchedQuestion): readonly string[] {
  const after = askedAfter(masked, best)
  const family = best && statusFamily(best.topic)
  const isSure = best !== undefined && (best.ofOrder ?? 0) >= CONFIDENT
  const found = isSure && (family === undefined || family === after) ? [best.topic] : []
  if (after === undefined) return found
  const told = statusTopic(masked)
  const shaped = told !== undefined && statusFamily(told) === after ? [told] : []
  return [...new Set([...found, ...shaped, usual[after]])]
}

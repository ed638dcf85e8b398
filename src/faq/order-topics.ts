// The topics that a question may have when the shop's books are to answer it. Pure.
import type { FaqMatch } from '../offload/offload.js'
import { CONFIDENT } from './confidence.js'
import { isStrayStatus, statusTopic } from './status-topic.js'

export interface MatchedQuestion {
  readonly masked: string
  /** Best first. */
  readonly matches: readonly FaqMatch[]
}

/** The topic that retrieval is sure of, and the one that the question's shape tells. */
export function orderTopics({ masked, matches: [best] }: MatchedQuestion): readonly string[] {
  const isSure = best !== undefined && (best.ofOrder ?? 0) >= CONFIDENT && !isStrayStatus(best.topic, masked)
  const told = statusTopic(masked)
  return [...(isSure ? [best.topic] : []), ...(told === undefined ? [] : [told])]
}

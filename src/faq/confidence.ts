// How far a retrieved topic can be trusted: a logistic model over a handful of signals. The weights were fitted on
// one half of the labelled real questions (test/faq/labels.jsonl); `npm run faq:report` shows both halves.
import { asksStatus, namesOrder } from './order.js'

/** At or above it an answer is given without reserve. */
export const CONFIDENT = 0.5

export interface MatchEvidence {
  /** The message as it came, cards included. */
  readonly message: string
  /** Its words alone. */
  readonly question: string
  /** Weight of the question's terms that the best topic knows, and of all its terms. */
  readonly known: number
  readonly asked: number
  /** Mean score of a matched term in the best topic. */
  readonly termScore: number
  /** The best topic's part of the score of the first five. */
  readonly share: number
  /** The part of the best topic's phrasings that ask how something stands rather than how it is done. */
  readonly statusShare: number
}

const asksHow =
  /怎么(?!没|还|不|回)|如何|可以|能不能|能.{0,14}[吗么不]|哪里|在哪|我要|我想|想要|帮我|帮忙|申请|需要/
// Words that take up what was said before: such a message is seldom a question of its own.
const takesUp = /^(?:是|好|嗯|那|哦|行|对|没|可是|但是|还|就是)/

/** 0 to 1: the chance that the best topic is what the message asks for, and that its fixed answer serves. */
export function confidenceOf(e: MatchEvidence): number {
  // "Where is it" about an order that the message names can be answered from the shop's books only, not from the FAQ.
  const order =
    (1.9 + 5.46 * Number(namesOrder(e.message))) * e.statusShare + 0.78 * Number(asksStatus(e.question))
  return chance(scoreOf(e) - order)
}

/** 0 to 1: the chance that the best topic is what the message asks for, when the shop's books can be looked into. */
export function topicConfidenceOf(e: MatchEvidence): number {
  return chance(scoreOf(e))
}

function chance(score: number): number {
  return 1 / (1 + Math.exp(-score))
}

function scoreOf(e: MatchEvidence): number {
  const evidence =
    2.35 * e.share +
    2.3 * (e.known / e.asked) +
    1.44 * Math.log(1 + e.known) +
    1.34 * Math.log(1 + e.termScore)
  const manner = 0.4 * Number(asksHow.test(e.question)) - 0.64 * Number(takesUp.test(e.question))
  return evidence + manner - 11
}

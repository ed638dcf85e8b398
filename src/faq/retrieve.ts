// Retrieval over the FAQ: which topics a customer's message may ask for, each with a confidence. Runs in the worker.
// A topic is one document, all its phrasings together: on real questions that beat one document a phrasing
// (top-1 0.80 against 0.77 when the two were compared), at half the cost.
import type { FaqMatch } from '../offload/offload.js'
import { confidenceOf, type MatchEvidence, topicConfidenceOf } from './confidence.js'
import type { FaqEntry } from './entries.js'
import { normalise } from './normalise.js'
import { asksStatus } from './order.js'
import { createPhrasings } from './phrasings.js'
import { strip } from './question.js'
import { type Segment, terms, weight } from './terms.js'
import { createTopicIndex, type TopicHit } from './topic-index.js'

export interface Retriever {
  /** Best first, at most `limit`; empty when nothing in the message is known to the FAQ. */
  find(message: string, limit: number): FaqMatch[]
}

/** `segment` is a search cut: overlapping words are welcome. */
export function createRetriever(entries: readonly FaqEntry[], segment: Segment): Retriever {
  const answers = new Map(entries.map(({ topic, answer }) => [topic, answer]))
  const statusShares = new Map(entries.map(entry => [entry.topic, statusShareOf(entry)]))
  const phrasings = createPhrasings(entries)
  const { index, rarity } = buildIndex(entries, segment)

  function rank(message: string, question: string): Ranked[] {
    const said = new Set(terms(question.slice(0, readChars), segment))
    const asked = [...said].filter(term => rarity(term) > 0)
    const results = index.search(asked)
    const [best] = results
    if (best === undefined) return []
    const evidence: MatchEvidence = {
      message,
      question,
      known: massOf(best.terms, rarity),
      asked: massOf(asked, rarity),
      termScore: best.score / best.terms.length,
      share: shareOf(best, results),
      statusShare: statusShares.get(best.topic) ?? 0,
    }
    const confidence = confidenceOf(evidence)
    const ofOrder = topicConfidenceOf(evidence)
    return results.map(({ topic, score }) => {
      const share = score / best.score
      return { topic, confidence: confidence * share, ofOrder: ofOrder * share }
    })
  }

  return {
    find(message, limit) {
      const question = strip(message)
      // With an order card beside it even a known phrasing may ask about that one order: the model decides.
      const exact = question === message.trim() ? phrasings.get(normalise(message)) : undefined
      const ranked = rank(message, question).filter(({ topic }) => topic !== exact?.topic)
      if (exact !== undefined) ranked.unshift({ topic: exact.topic, confidence: 1, ofOrder: 1 })
      return ranked.slice(0, limit).map(match => ({ ...match, answer: answers.get(match.topic) ?? '' }))
    },
  }
}

interface Ranked {
  readonly topic: string
  readonly confidence: number
  readonly ofOrder: number
}

// A message is judged by its beginning, so that a page of text costs no more than a paragraph.
const readChars = 150

function buildIndex(entries: readonly FaqEntry[], segment: Segment) {
  const documents = entries.map(({ topic, questions }) => ({
    topic,
    terms: terms(questions.join('\n'), segment),
  }))
  const index = createTopicIndex(documents, weight)
  return { index, rarity: rarityOf(index.topicsWith, documents.length) }
}

/** How much a term tells apart: the fewer topics use it, the more; 0 when more than half of them do. */
type Rarity = (term: string) => number

function rarityOf(topicsWith: (term: string) => number, topics: number): Rarity {
  const commonplace = Math.max(1, topics / 2)
  return term => {
    const users = topicsWith(term)
    return users > commonplace ? 0 : Math.log(1 + topics / (users + 0.5))
  }
}

function massOf(distinct: readonly string[], rarity: Rarity): number {
  let mass = 0
  for (const term of distinct) mass += weight(term) * rarity(term)
  return mass
}

function shareOf(best: TopicHit, results: readonly TopicHit[]): number {
  const firstFive = results.slice(0, 5).reduce((sum, { score }) => sum + score, 0)
  return best.score / firstFive
}

function statusShareOf({ questions }: FaqEntry): number {
  return questions.filter(asksStatus).length / questions.length
}

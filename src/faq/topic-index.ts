// A full-text index of topics by BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009). Small and made at
// each start of a worker, so it is two maps and no more.

export interface TopicHit {
  readonly topic: string
  readonly score: number
  /** The asked terms that the topic knows. */
  readonly terms: readonly string[]
}

export interface TopicIndex {
  /** Topics that know one of the terms, the best first. No term may come twice. */
  search(asked: readonly string[]): TopicHit[]
  /** How many topics use the term. */
  topicsWith(term: string): number
}

export interface TopicTerms {
  readonly topic: string
  readonly terms: readonly string[]
}

/** A term counts for more the more often its topic uses it, and long topics are only half held against. */
const TERM_SATURATION = 10
const LENGTH_SHARE = 0.5

interface Posting {
  readonly document: number
  readonly frequency: number
}

interface Found {
  score: number
  readonly terms: string[]
}

/** `weight` is that of a term in a query. */
export function createTopicIndex(
  documents: readonly TopicTerms[],
  weight: (term: string) => number,
): TopicIndex {
  const postings = new Map<string, Posting[]>()
  const lengths = documents.map(({ terms }, document) => {
    const frequencies = countOf(terms)
    for (const [term, frequency] of frequencies) {
      const known = postings.get(term)
      if (known === undefined) postings.set(term, [{ document, frequency }])
      else known.push({ document, frequency })
    }
    return frequencies.size
  })
  const meanLength = lengths.reduce((sum, length) => sum + length, 0) / documents.length
  const damping = lengths.map(
    length => TERM_SATURATION * (1 - LENGTH_SHARE + (LENGTH_SHARE * length) / meanLength),
  )

  return {
    search(asked) {
      const found = new Map<number, Found>()
      for (const term of asked) {
        const holders = postings.get(term) ?? []
        const worth = weight(term) * rarity(holders.length, documents.length)
        for (const { document, frequency } of holders) {
          const use = (frequency * (TERM_SATURATION + 1)) / (frequency + (damping[document] ?? 0))
          const known = found.get(document)
          if (known === undefined) found.set(document, { score: worth * use, terms: [term] })
          else {
            known.score += worth * use
            known.terms.push(term)
          }
        }
      }
      // A topic that knows more of what was asked is the better one beyond the sum.
      return [...found]
        .map(([document, { score, terms }]) => ({
          topic: documents[document]?.topic ?? '',
          score: score * terms.length,
          terms,
        }))
        .sort((a, b) => b.score - a.score)
    },
    topicsWith: term => postings.get(term)?.length ?? 0,
  }
}

function countOf(terms: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1)
  return counts
}

function rarity(holders: number, documents: number): number {
  return Math.log(1 + (documents - holders + 0.5) / (holders + 0.5))
}

// The tools of a text worker, built from plain data: masking rules, FAQ retrieval, the keyed hash.
import { createRetriever, type Retriever } from '../faq/retrieve.js'
import type { FaqEdition } from '../faq/store.js'
import { createKeyedHash } from '../privacy/keyed-hash.js'
import { createMasker } from '../privacy/mask.js'
import { createRules } from '../privacy/rules.js'
import { maskStream } from '../privacy/stream.js'
import type { Segmenter } from '../text/segmenter.js'
import type { TextTools } from './text-work.js'

/** What the main thread hands over at a worker's start: contents, not paths. */
export interface TextData {
  readonly dataKey: string
  /** As of the pool's start. */
  readonly faq: FaqEdition
  /** Person names besides the built-in dictionary, one a line. */
  readonly names: string
}

export interface AdoptingTools extends TextTools {
  /** Searches these entries from now on. */
  adoptFaq(edition: FaqEdition): void
}

export function createTextTools({ dataKey, faq, names }: TextData, segmenter: Segmenter): AdoptingTools {
  const hash = createKeyedHash(dataKey)
  const rules = createRules(segmenter, names.split('\n'))
  const masker = createMasker(rules)
  let search = createSearch(faq, segmenter)
  return {
    mask: masker.mask,
    maskPiece({ text, state, isLast }) {
      const stream = maskStream(rules, state)
      const released = stream.push(text) + (isLast ? stream.end() : '')
      return { released, state: stream.state() }
    },
    retrieve: (text, { matches, shop }) => search(shop).find(text, matches),
    adoptFaq(edition) {
      search = createSearch(edition, segmenter)
    },
    hash: value => hash('hit', value),
  }
}

/** The retriever of a shop; one is built when its shop is asked for first. */
function createSearch({ common, shops }: FaqEdition, { cutForSearch }: Segmenter) {
  const shared = createRetriever(common, cutForSearch)
  const own = new Map<string, Retriever>()
  return (shop: string | undefined): Retriever => {
    const entries = shop === undefined ? undefined : shops.get(shop)
    if (shop === undefined || entries === undefined) return shared
    const retriever = own.get(shop) ?? createRetriever(entries, cutForSearch)
    own.set(shop, retriever)
    return retriever
  }
}

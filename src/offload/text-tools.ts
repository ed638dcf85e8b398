// The tools of a text worker, built from plain data: masking rules, FAQ retrieval, the keyed hash.
import { parseEntries } from '../faq/entries.js'
import { createRetriever } from '../faq/retrieve.js'
import { createKeyedHash } from '../privacy/keyed-hash.js'
import { createMasker } from '../privacy/mask.js'
import { createRules } from '../privacy/rules.js'
import { maskStream } from '../privacy/stream.js'
import type { Segmenter } from '../text/segmenter.js'
import type { TextTools } from './text-work.js'

/** What the main thread hands over at a worker's start: contents, not paths. */
export interface TextData {
  readonly dataKey: string
  /** NDJSON of FAQ entries. */
  readonly faq: string
  /** Person names besides the built-in dictionary, one a line. */
  readonly names: string
}

export function createTextTools({ dataKey, faq, names }: TextData, segmenter: Segmenter): TextTools {
  const hash = createKeyedHash(dataKey)
  const rules = createRules(segmenter, names.split('\n'))
  const masker = createMasker(rules)
  const retriever = createRetriever(parseEntries(faq), segmenter.cutForSearch)
  return {
    mask: masker.mask,
    maskPiece({ text, state, isLast }) {
      const stream = maskStream(rules, state)
      const released = stream.push(text) + (isLast ? stream.end() : '')
      return { released, state: stream.state() }
    },
    retrieve: retriever.find,
    hash: value => hash('hit', value),
  }
}

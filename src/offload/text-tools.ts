// The tools of a text worker, built from plain data: masking rules, FAQ retrieval, the keyed hash.
import { createRetriever, type Retriever } from '../faq/retrieve.js'
import type { FaqEdition } from '../faq/store.js'
import { createBlockRule } from '../privacy/block.js'
import { parseBlockedTerms } from '../privacy/block-terms.js'
import { createKeyedHash } from '../privacy/keyed-hash.js'
import { createMasker, type Masked } from '../privacy/mask.js'
import { ANYTHING, NAME_LIKE, PLACE_LIKE, type Rule } from '../privacy/rule.js'
import { createRules } from '../privacy/rules.js'
import { createScreen } from '../privacy/screen.js'
import { maskStream } from '../privacy/stream.js'
import type { Segmenter } from '../text/segmenter.js'
import type { TextTools } from './text-work.js'
import type { Adopt } from './versions.js'

/** Data that the main thread hands over at a worker's start: contents, not paths. */
export interface TextData {
  readonly dataKey: string
  /** As of the pool's start. */
  readonly faq: FaqEdition
  /** Person names besides the built-in dictionary, one a line. */
  readonly names: string
  /** Blocked terms as NDJSON; '' when there are none. */
  readonly block: string
  /** MASK_MODE=placeholder. */
  readonly holdsValues: boolean
}

export interface AdoptingTools extends TextTools {
  readonly adopt: Adopt
}

export function createTextTools(data: TextData, segmenter: Segmenter): AdoptingTools {
  const hash = createKeyedHash(data.dataKey)
  const ownNames = data.names.split('\n')
  const maskingRules = createRules(segmenter, ownNames)
  const suspicionOf = createScreen(ownNames)
  const withTerms = (ndjson: string) => {
    const terms = parseBlockedTerms(ndjson)
    const blocking = terms.length === 0 ? [] : [createBlockRule(terms, segmenter)]
    const rules = [...maskingRules, ...blocking]
    // Any text may hold a term.
    const maskers = suspicions.map(it => createMasker([...maskingRules.filter(mayFind(it)), ...blocking]))
    const mask = (text: string): Masked => {
      const suspicion = suspicionOf(text)
      const masker = suspicion === 0 && blocking.length === 0 ? undefined : maskers[suspicion]
      return masker?.mask(text) ?? { text, hits: [], spans: [] }
    }
    return { rules, mask, blocker: createMasker(blocking) }
  }
  let inForce = withTerms(data.block)
  let search = createSearch(data.faq, segmenter)
  return {
    holdsValues: data.holdsValues,
    mask: text => inForce.mask(text),
    block: text => inForce.blocker.mask(text),
    maskPiece({ text, state, isLast }) {
      const stream = maskStream(inForce.rules, state)
      const released = stream.push(text) + (isLast ? stream.end() : '')
      return { released, state: stream.state() }
    },
    retrieve: (text, { matches, shop }) => search(shop).find(text, matches),
    adopt: {
      faq(version) {
        search = createSearch(version, segmenter)
      },
      block(ndjson) {
        inForce = withTerms(ndjson)
      },
    },
    hash: value => hash('hit', value),
  }
}

/** Each suspicion of a screen stands at its own place. */
const suspicions = [0, NAME_LIKE, PLACE_LIKE, NAME_LIKE | PLACE_LIKE, ANYTHING]

const mayFind =
  (suspicion: number) =>
  ({ findsIn = 0 }: Rule): boolean =>
    suspicion === ANYTHING || (findsIn & suspicion) !== 0

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

// Whose words the FAQ is: a shop's own, by the file or by its document, or those that came with the service. Pure.
import type { FaqEntry } from './entries.js'
import type { FaqStore } from './store.js'

type Answered = Pick<FaqEntry, 'topic' | 'answer'>

export interface OwnFaq {
  /** True when the shop has an FAQ of its own. */
  isThere(shop: string): boolean
  /** True of an entry that came with the service, also in the document of a shop that has changed others. */
  isBuiltIn(entry: Answered): boolean
}

/** `builtIn` are the entries that came with the service; undefined where a file took their place. */
export function createOwnFaq(
  { isDocument }: Pick<FaqStore, 'isDocument'>,
  builtIn: readonly Answered[] | undefined,
): OwnFaq {
  const shipped = new Map(builtIn?.map(({ topic, answer }) => [topic, answer]))
  return {
    isThere: shop => builtIn === undefined || isDocument(shop),
    isBuiltIn: ({ topic, answer }) => shipped.get(topic) === answer,
  }
}

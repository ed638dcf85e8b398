// The FAQ of shops as builds before documents stored it: a setting a topic, over the file's entries. A null row had taken
// the file's topic out. Read here, so that an upgrade keeps what editors wrote; nothing writes such rows any more.
import { type FaqEntry, parseEntries } from './entries.js'
import { type FaqDocument, merged } from './faq-document.js'

/** Settings `faq/<shop>/<topic>`, with both names percent-encoded. */
const ROW_NAME = /^faq\/([^/]*)\/([^/]+)$/

/** The FAQ of each encoded shop that has rows. A row that is no entry counts as none: nothing keeps a start from serving. */
export function earlierFaqs(
  settings: ReadonlyMap<string, string>,
  file: FaqDocument,
): ReadonlyMap<string, FaqDocument> {
  const faqs = new Map<string, FaqDocument>()
  for (const [name, row] of [...settings].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [, shop, topic] = ROW_NAME.exec(name) ?? []
    if (shop === undefined || topic === undefined) continue
    const present = faqs.get(shop) ?? file
    faqs.set(
      shop,
      row === 'null' ? present.filter(entry => entry.topic !== topic) : merged(present, entriesOf(row)),
    )
  }
  return faqs
}

function entriesOf(row: string): FaqEntry[] {
  try {
    return parseEntries(row)
  } catch {
    return [] // Nothing can be served from it, now as before.
  }
}

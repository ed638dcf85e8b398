// A shop's FAQ as a document: all its entries, which editors replace as a whole, or add and take out by topic. It starts
// as the file's entries; the first change makes it the shop's own. Entries are served as they are, so neither a
// phrasing nor an answer may hold personal data.
import type { DocumentType } from '../documents/document.js'
import { shopDocument } from '../documents/documents.js'
import { Problem } from '../problem.js'
import { type FaqEntry, parseEntries } from './entries.js'
import { type AlterationOf, type Given, refusePersonal } from './personal.js'

export type FaqDocument = readonly FaqEntry[]

const MOST_TOPICS = 2_000

/** How entries stand in the settings. `file` is what every shop starts with. */
export function faqText(file: FaqDocument): Pick<DocumentType<FaqDocument>, 'nameOf' | 'start' | 'parse'> {
  return { nameOf: shop => shopDocument('faq', shop), start: file, parse: parseEntries }
}

export function faqDocument(file: FaqDocument, alterationOf: AlterationOf): DocumentType<FaqDocument> {
  return {
    ...faqText(file),
    format: toNdjson,
    async check(entries, shop) {
      const lines = entries.map((_entry, i) => i + 1)
      await refusePersonal(textsOf(bounded(entries), lines), alterationOf, shop)
    },
  }
}

/** A row a line. */
export function toNdjson(entries: FaqDocument): string {
  return entries
    .map(({ topic, questions, answer }) => `${JSON.stringify({ topic, questions, answer })}\n`)
    .join('')
}

/** Throws Problem 'invalid-field' for more topics than a shop may have. */
export function bounded(entries: FaqDocument): FaqDocument {
  if (entries.length <= MOST_TOPICS) return entries
  const message = `a shop has at most ${MOST_TOPICS} topics`
  throw new Problem('invalid-field', { errors: [{ field: '', message }] })
}

/** The texts of entries that stand in these lines. */
export function textsOf(entries: FaqDocument, lines: readonly number[]): Given[] {
  return entries.flatMap(({ questions, answer }, i) => [
    ...questions.map((text, j) => ({ text, field: `/${lines[i]}/questions/${j}` })),
    { text: answer, field: `/${lines[i]}/answer` },
  ])
}

/** Topics keep their place, new ones come last. */
export function merged(present: FaqDocument, entries: FaqDocument): FaqDocument {
  const byTopic = new Map(present.map(entry => [entry.topic, entry]))
  for (const entry of entries) byTopic.set(entry.topic, entry)
  return [...byTopic.values()]
}

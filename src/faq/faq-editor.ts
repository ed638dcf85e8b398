// Changes of a shop's FAQ by NDJSON rows: all of it, or topic by topic. Rows with personal data are refused by their line.
import type { Changed, ChangeOrder, Document } from '../documents/document.js'
import { Problem } from '../problem.js'
import { type FaqEntry, FaqError, parseEntries } from './entries.js'
import { bounded, type FaqDocument, merged, textsOf } from './faq-document.js'
import { type AlterationOf, refusePersonal } from './personal.js'

/** Changes of a shop's FAQ by NDJSON rows, all or none. Throws Problem 'invalid-field', which names the lines. */
export interface FaqEditor {
  replace(order: ChangeOrder, ndjson: string): Promise<Changed<FaqDocument>>
  /** Adds the rows' topics, or puts them in the place of those of the same name; tells how many. */
  add(order: ChangeOrder, ndjson: string): Promise<Changed<FaqDocument> & { readonly topics: number }>
  /** Takes a topic out. Throws Problem 'not-found' when the shop has none of that name. */
  remove(order: ChangeOrder, topic: string): Promise<Changed<FaqDocument>>
}

export function createFaqEditor(document: Document<FaqDocument>, alterationOf: AlterationOf): FaqEditor {
  async function read(ndjson: string, { shop }: ChangeOrder): Promise<FaqDocument> {
    const entries = parsed(ndjson)
    await refusePersonal(textsOf(entries, linesOf(ndjson)), alterationOf, shop)
    return entries
  }

  return {
    async replace(order, ndjson) {
      const entries = await read(ndjson, order)
      return document.edit(order, () => bounded(entries))
    },
    async add(order, ndjson) {
      const entries = await read(ndjson, order)
      const changed = await document.edit(order, present => bounded(merged(present, entries)))
      return { ...changed, topics: entries.length }
    },
    remove: (order, topic) =>
      document.edit(order, present => {
        const rest = present.filter(entry => entry.topic !== topic)
        if (rest.length === present.length) throw new Problem('not-found')
        return rest
      }),
  }
}

function parsed(ndjson: string): FaqEntry[] {
  try {
    return parseEntries(ndjson)
  } catch (error) {
    if (!(error instanceof FaqError)) throw error
    const errors = error.faults.map(({ line, field, message }) => ({ field: `/${line}/${field}`, message }))
    throw new Problem('invalid-field', { errors })
  }
}

/** The numbers, from 1, of the lines that hold an entry. */
function linesOf(ndjson: string): number[] {
  return ndjson.split('\n').flatMap((text, index) => (text.trim() === '' ? [] : [index + 1]))
}

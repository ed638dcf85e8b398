// What operators and editors put in is stored and served as it is: it may hold nothing that masking would find.
import { parseEntries } from '../faq/entries.js'
import type { FaqStore } from '../faq/store.js'
import type { Pin } from '../hot/pinned.js'
import type { Offload } from '../offload/offload.js'
import { Problem } from '../problem.js'

export interface NamedText {
  /** JSON Pointer into the body. */
  readonly field: string
  readonly text: string
}

export type Refuse = (texts: readonly NamedText[]) => Promise<void>

/** Throws Problem 'invalid-field' that names every text with personal data. */
export function createRefuse(offload: Pick<Offload, 'prepare'>): Refuse {
  return async texts => {
    const all = await Promise.all(texts.map(({ text }) => offload.prepare({ text, matches: 0 })))
    const errors = texts
      .filter((_text, i) => all[i]?.hits.length !== 0)
      .map(({ field }) => ({ field, message: 'must hold no personal data' }))
    if (errors.length > 0) throw new Problem('invalid-field', { errors })
  }
}

export function textsOfPins(pins: readonly Pin[]): NamedText[] {
  return pins.flatMap(({ question, answer }, i) => [
    { field: `/pinned/${i}/question`, text: question },
    { field: `/pinned/${i}/answer`, text: answer },
  ])
}

/** The FAQ for editors. */
export function withoutPersonal(faq: FaqStore, refuse: Refuse): FaqStore {
  return {
    ...faq,
    async put(shop, ndjson) {
      await refuse(textsOfRows(ndjson))
      return faq.put(shop, ndjson)
    },
  }
}

/** No texts of rows that are at fault anyway: who stores them says so. */
function textsOfRows(ndjson: string): NamedText[] {
  const lines = ndjson.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [i + 1]))
  try {
    return parseEntries(ndjson).flatMap(({ questions, answer }, i) => [
      ...questions.map(text => ({ field: `/${lines[i]}/questions`, text })),
      { field: `/${lines[i]}/answer`, text: answer },
    ])
  } catch {
    return []
  }
}

// The sentences that a shop puts in the place of the built-in ones, as a document: by language, as TEXTS_FILE has them.
import { shopDocument } from '../documents/documents.js'
import { fault } from '../documents/fields.js'
import type { JsonDocumentType } from '../documents/json-document.js'
import { type AlterationOf, type Given, refusePersonal } from '../faq/personal.js'
import { isRecord } from '../json.js'
import { Problem } from '../problem.js'
import { sentencesBy } from '../texts.js'

export type TextOverrides = Readonly<Record<string, unknown>>

const SENTENCE_MAX = 1_000

/** `file` is TEXTS_FILE, parsed. Throws Problem 'invalid-field'. */
export function textsDocument(file: unknown): JsonDocumentType<TextOverrides> {
  return {
    nameOf: shop => shopDocument('texts', shop),
    start: read(file),
    read,
    parse: text => read(JSON.parse(text)),
    format: overrides => JSON.stringify(overrides),
    check: () => undefined,
  }
}

/** Customers read the sentences as they are. Throws Problem 'invalid-field'. */
export function refusePersonalTexts(
  overrides: TextOverrides,
  alterationOf: AlterationOf,
  shop: string,
): Promise<void> {
  return refusePersonal(sentencesIn(overrides), alterationOf, shop)
}

function read(value: unknown): TextOverrides {
  if (!isRecord(value)) throw new Problem('invalid-field', { errors: [fault('must be a JSON object')] })
  try {
    sentencesBy(value)
  } catch (unknown) {
    throw new Problem('invalid-field', { errors: [fault((unknown as TypeError).message)] })
  }
  const long = sentencesIn(value).filter(({ text }) => [...text].length > SENTENCE_MAX)
  const errors = long.map(({ field }) => ({ field, message: `must have at most ${SENTENCE_MAX} characters` }))
  if (errors.length > 0) throw new Problem('invalid-field', { errors })
  return value
}

/** Every sentence with the pointer to it. */
function sentencesIn(value: unknown): readonly Given[] {
  if (typeof value === 'string') return [{ field: '', text: value }]
  if (!isRecord(value)) return []
  return Object.entries(value).flatMap(([name, part]) =>
    sentencesIn(part).map(({ field, text }) => ({ field: `/${name}${field}`, text })),
  )
}

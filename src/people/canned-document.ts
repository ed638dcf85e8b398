// The canned replies of a shop's seats as a document: NDJSON, a reply a row. Customers see their texts as they are, so
// no row may hold personal data.
import type { DocumentType } from '../documents/document.js'
import { shopDocument } from '../documents/documents.js'
import {
  type Check,
  fault,
  type JsonRules,
  listOf,
  matching,
  readFields,
  sentence,
} from '../documents/fields.js'
import { type Rows, readRows, toNdjson } from '../documents/rows.js'
import { type AlterationOf, refusePersonal } from '../faq/personal.js'
import { type FieldFault, Problem } from '../problem.js'

/** Names are those of the JSON. */
export interface CannedReply {
  readonly id: string
  readonly lang: string
  readonly title: string
  /** May hold the variables `{order_id}`, `{seat}` and `{shop}`. */
  readonly text: string
  readonly tags?: readonly string[]
  /** The skill of the seats that need the reply. */
  readonly skill?: string
}

export type CannedDocument = readonly CannedReply[]

const ROWS_MAX = 1_000
const TITLE_MAX = 40
const TEXT_MAX = 500
const TAGS_MAX = 10
const TAG_MAX = 20
const VARIABLES = ['{order_id}', '{seat}', '{shop}']

/** A misspelt variable would be sent to customers as it is. */
const text: Check = value => {
  const faults = sentence(TEXT_MAX)(value)
  if (faults.length > 0) return faults
  const unknown =
    String(value)
      .match(/\{[a-z_]+\}/gi)
      ?.filter(one => !VARIABLES.includes(one)) ?? []
  return unknown.length === 0 ? [] : [fault(`may hold the variables ${VARIABLES.join(' ')} alone`)]
}

const rules: JsonRules<CannedReply> = {
  defaults: {},
  checks: {
    id: matching(/^[A-Za-z0-9._-]{1,64}$/, 'must be 1 to 64 letters, digits, dots, hyphens or underscores'),
    lang: matching(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a language such as zh or en'),
    title: sentence(TITLE_MAX),
    text,
    tags: listOf(sentence(TAG_MAX), TAGS_MAX),
    skill: sentence(TITLE_MAX),
  },
  optional: ['tags', 'skill'],
}

export interface CannedDocumentType extends DocumentType<CannedDocument> {
  /** Throws Problem 'invalid-field', which names the lines. */
  readChecked(ndjson: string, shop: string): Promise<CannedDocument>
}

/** A shop starts without any reply. */
export function cannedDocument(alterationOf: AlterationOf): CannedDocumentType {
  const refusePersonalIn = ({ rows, lines }: Rows<CannedReply>, shop: string) =>
    refusePersonal(
      rows.flatMap(({ title, text, tags = [] }, i) => [
        { field: `/${lines[i]}/title`, text: title },
        { field: `/${lines[i]}/text`, text },
        ...tags.map((tag, j) => ({ field: `/${lines[i]}/tags/${j}`, text: tag })),
      ]),
      alterationOf,
      shop,
    )
  return {
    nameOf: shop => shopDocument('canned', shop),
    start: [],
    parse: ndjson => read(ndjson).rows,
    format: toNdjson,
    check: (rows, shop) => refusePersonalIn({ rows, lines: rows.map((_row, i) => i + 1) }, shop),
    async readChecked(ndjson, shop) {
      const found = read(ndjson)
      await refusePersonalIn(found, shop)
      return found.rows
    },
  }
}

/** Reads the rows; an id may come once in each language. */
function read(ndjson: string): Rows<CannedReply> {
  const found = readRows(ndjson, value => readFields(value, rules))
  const seen = new Set<string>()
  const errors = found.rows.flatMap(({ id, lang }, i): FieldFault[] => {
    const key = `${id} ${lang}`
    const isTwice = seen.has(key)
    seen.add(key)
    return isTwice ? [{ field: `/${found.lines[i]}/id`, message: 'stands in an earlier line' }] : []
  })
  if (found.rows.length > ROWS_MAX)
    errors.unshift({ field: '', message: `must hold at most ${ROWS_MAX} rows` })
  if (errors.length > 0) throw new Problem('invalid-field', { errors })
  return found
}

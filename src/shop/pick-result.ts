// The fields of a tool's result that the tools file names: typed, cleaned and cut. Pure; masking is the caller's. No
// other part of a result is used anywhere.
import { type Card, type CardFacts, cardOf } from './card.js'
import { plainText } from './plain-text.js'
import { pointed } from './pointer.js'
import type { ResultRule } from './tool.js'

export type FieldValue = string | number | boolean

/** One thing of a result. */
export interface ResultItem {
  readonly fields: Readonly<Record<string, FieldValue>>
  readonly card?: Card
}

/** Items of a listing that are used. */
const ITEMS = 5
const FIELD_CHARACTERS = 200
/** A longer text, or one of several lines, counts as a person's own words. */
const PLAIN_CHARACTERS = 64
const ownWords = /note|remark|comment|review|message|memo|feedback/i

/** The result's items in its order; undefined when the result holds nothing that the file names. */
export function pickItems(
  rule: ResultRule,
  body: unknown,
  facts: CardFacts,
): readonly ResultItem[] | undefined {
  if (rule.list === undefined) {
    const item = itemOf(rule, body, facts)
    return isEmpty(item) ? undefined : [item]
  }
  const list = pointed(body, rule.list)
  if (!Array.isArray(list)) return undefined
  return list
    .slice(0, ITEMS)
    .map((value: unknown) => itemOf(rule, value, facts))
    .filter(item => !isEmpty(item))
}

function isEmpty({ fields, card }: ResultItem): boolean {
  return card === undefined && Object.keys(fields).length === 0
}

function itemOf(rule: ResultRule, value: unknown, facts: CardFacts): ResultItem {
  const card = rule.card && cardOf(rule.card, value, facts)
  return { fields: fieldsOf(rule, value), ...(card && { card }) }
}

function fieldsOf(rule: ResultRule, value: unknown): Record<string, FieldValue> {
  const fields: Record<string, FieldValue> = {}
  let left = rule.maxChars
  for (const [name, pointer] of Object.entries(rule.pick)) {
    const field = fieldOf(rule, name, pointed(value, pointer))
    const characters = Array.from(String(field)).length
    if (field === undefined || characters > left) continue
    fields[name] = field
    left -= characters
  }
  return fields
}

function fieldOf({ freeText, fieldChars }: ResultRule, name: string, value: unknown): FieldValue | undefined {
  const isFree = freeText.includes(name)
  if (!isFree && ownWords.test(name)) return undefined
  if (typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string') return undefined
  const isOwnWords = value.length > PLAIN_CHARACTERS || /[\r\n]/.test(value)
  if (isOwnWords && !isFree) return undefined
  const text = plainText(value, fieldChars ?? FIELD_CHARACTERS)
  return text === '' ? undefined : text
}

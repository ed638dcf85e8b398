// The numbers that a shop published, as a document.
import { shopDocument } from '../documents/documents.js'
import { type Check, fault, listOf } from '../documents/fields.js'
import { type JsonDocumentType, jsonDocument } from '../documents/json-document.js'

export interface PublicDocument {
  readonly numbers: readonly string[]
}

const NUMBERS_MAX = 200
const DIGITS_MIN = 3
const DIGITS_MAX = 20

const number: Check = value => {
  const isNumber = typeof value === 'string' && /^\+?[\d ()-]+$/.test(value)
  const digits = isNumber ? value.replaceAll(/\D/g, '').length : 0
  return digits >= DIGITS_MIN && digits <= DIGITS_MAX
    ? []
    : [fault(`must be a number of ${DIGITS_MIN} to ${DIGITS_MAX} digits such as "400-820-8820"`)]
}

export function publicDocument(): JsonDocumentType<PublicDocument> {
  return jsonDocument<PublicDocument>(shop => shopDocument('public', shop), {
    defaults: { numbers: [] },
    checks: { numbers: listOf(number, NUMBERS_MAX) },
  })
}

// Documents that are one JSON object.
import type { DocumentType } from './document.js'
import { type JsonRules, readFields } from './fields.js'

export interface JsonDocumentType<Doc> extends DocumentType<Doc> {
  /** The document that a parsed body or file describes. Throws Problem 'invalid-field'. */
  read(value: unknown): Doc
}

/** `file` is what the document starts with, parsed; the defaults without one. Throws Problem 'invalid-field'. */
export function jsonDocument<Doc extends object>(
  nameOf: DocumentType<Doc>['nameOf'],
  rules: JsonRules<Doc>,
  file?: unknown,
): JsonDocumentType<Doc> {
  const read = (value: unknown) => readFields(value, rules)
  return {
    nameOf,
    read,
    start: read(file ?? {}),
    parse: text => read(JSON.parse(text)),
    format: document => JSON.stringify(document),
    // Read under its rules already.
    check: () => undefined,
  }
}

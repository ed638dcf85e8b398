// The system prompt of a shop as a document; the file's is that of every shop that has set none.
import { shopDocument } from '../documents/documents.js'
import { sentence } from '../documents/fields.js'
import { type JsonDocumentType, jsonDocument } from '../documents/json-document.js'

export interface PromptDocument {
  readonly text: string
}

/** It is sent with every question. */
const PROMPT_MAX = 16_000

/** `text` is what PROMPT_FILE holds, or the package's own; `own` has what SHOPS_FILE gives single shops instead. */
export function promptDocument(
  text: string,
  own: ReadonlyMap<string, string>,
): JsonDocumentType<PromptDocument> {
  const type = jsonDocument<PromptDocument>(shop => shopDocument('prompt', shop), {
    defaults: { text },
    checks: { text: sentence(PROMPT_MAX) },
  })
  const starts = new Map([...own].map(([shop, prompt]) => [shop, type.read({ text: prompt })]))
  return { ...type, startOf: shop => starts.get(shop) }
}

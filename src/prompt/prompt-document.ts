// The system prompt of a shop as a document; the file's is that of every shop that has set none.
import { shopDocument } from '../documents/documents.js'
import { sentence } from '../documents/fields.js'
import { type JsonDocumentType, jsonDocument } from '../documents/json-document.js'

export interface PromptDocument {
  readonly text: string
}

/** It is sent with every question. */
const PROMPT_MAX = 16_000

/** `text` is what PROMPT_FILE holds, or the package's own. */
export function promptDocument(text: string): JsonDocumentType<PromptDocument> {
  return jsonDocument<PromptDocument>(shop => shopDocument('prompt', shop), {
    defaults: { text },
    checks: { text: sentence(PROMPT_MAX) },
  })
}

// Log settings, as a document of the cluster: the least level, and the share of good turns that have a line.
import { clusterDocument } from '../documents/documents.js'
import { oneOf, share } from '../documents/fields.js'
import { type JsonDocumentType, jsonDocument } from '../documents/json-document.js'

const LOG_LEVELS = ['info', 'trace', 'debug', 'warn', 'error', 'fatal', 'silent'] as const

export interface LogDocument {
  readonly level: (typeof LOG_LEVELS)[number]
  /** Share of the turns answered well that have a line; all others always have one. */
  readonly sample: number
}

/** `level` is LOG_LEVEL. */
export function logDocument(level: LogDocument['level']): JsonDocumentType<LogDocument> {
  return jsonDocument<LogDocument>(() => clusterDocument('log'), {
    defaults: { level, sample: 1 },
    checks: { level: oneOf(...LOG_LEVELS), sample: share() },
  })
}

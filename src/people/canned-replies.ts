// A shop's canned replies as its seats get them: one text, and a version by which a desk knows that it has them. Pure.
import { etagOf } from '../documents/etag.js'
import { toNdjson } from '../documents/rows.js'
import type { CannedDocument } from './canned-document.js'

export interface CannedReplies {
  readonly ndjson: string
  /** The entity tag without its quotes. */
  readonly version: string
}

export function cannedReplies(rows: CannedDocument, version: number): CannedReplies {
  return { ndjson: toNdjson(rows), version: etagOf(version, rows).slice(1, -1) }
}

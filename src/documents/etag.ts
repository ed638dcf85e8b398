// The entity tag of a document, and what If-Match says about it (RFC 9110 §8.8.3, §13.1.1). Pure.
import { createHash } from 'node:crypto'

/** Names one version: a document that came back to an earlier text has another tag. The hash tells apart versions of
 *  the same number, as a failover or a change of the file that a document starts with may leave them. */
export function etagOf(version: number, document: unknown): string {
  const hash = createHash('sha256').update(JSON.stringify(document)).digest('hex')
  return `"${version}-${hash.slice(0, 16)}"`
}

/** True when an If-Match header lets a change of the document with this tag happen. Weak tags match nothing. */
export function isMatch(ifMatch: string | undefined, etag: string): boolean {
  if (ifMatch === undefined || ifMatch.trim() === '*') return true
  return ifMatch.split(',').some(tag => tag.trim() === etag)
}

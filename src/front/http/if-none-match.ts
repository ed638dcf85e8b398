// Does a client have already what it asks for? (RFC 9110 §13.1.2). Pure.
import { membersOf } from './request.js'

/** True when If-None-Match names this tag: the client has what is in force. Weak tags count (RFC 9110 §13.1.2), because
 *  what compresses a reply on its way makes its tag a weak one. */
export function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  const tags = membersOf(ifNoneMatch).map(tag => tag.trim().replace(/^W\//, ''))
  return tags.includes(etag) || tags.includes('*')
}

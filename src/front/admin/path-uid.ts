// The person that an operator's path names.
import { Problem } from '../../problem.js'
import type { Call } from '../http/route.js'

/** The `{uid}` of the path: a uid may hold any character, so it is percent-encoded there. Throws Problem 'not-found' where
 *  the codes make no text. */
export function uidOf({ params }: Pick<Call, 'params'>): string {
  try {
    return decodeURIComponent(params.uid ?? '')
  } catch {
    throw new Problem('not-found') // It says by throwing alone that the codes are none.
  }
}

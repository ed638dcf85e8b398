// The canned replies for a shop's seats. A desk that has them asks with If-None-Match.
import { Type } from '@sinclair/typebox'
import { isKnown } from '../http/if-none-match.js'
import { NDJSON } from '../http/ndjson.js'
import type { WholeReply } from '../http/reply.js'
import type { Route } from '../http/route.js'

/** One version of a shop's canned replies. */
interface Canned {
  readonly ndjson: string
  readonly version: string
}

export interface SeatCannedDeps {
  /** The same object as long as the version is the same. */
  cannedOf(shop: string): Canned
}

export function seatCannedRoute({ cannedOf }: SeatCannedDeps): Route {
  /** A reply that is the same object is compressed once. */
  const replies = new WeakMap<Canned, WholeReply>()

  function replyOf(canned: Canned, headers: WholeReply['headers']): WholeReply {
    const known = replies.get(canned) ?? { status: 200, type: NDJSON, body: canned.ndjson, headers }
    replies.set(canned, known)
    return known
  }

  return {
    method: 'GET',
    path: '/seat/canned',
    summary: "The shop's canned replies (NDJSON)",
    who: 'seat',
    parameters: [
      {
        in: 'header',
        name: 'If-None-Match',
        schema: Type.String(),
        description: 'The `ETag` of the replies that the desk has; `canned_version` of `queue` in quotes.',
      },
    ],
    replies: {
      200: { description: 'A reply a line', schema: Type.Object({}), type: NDJSON },
      304: { description: 'The desk has them' },
    },
    problems: [],
    handle({ identity, request }) {
      const canned = cannedOf(identity.shop)
      const etag = `"${canned.version}"`
      const headers = { ETag: etag, 'Cache-Control': 'private, no-cache' }
      if (isKnown(request.headers.get('if-none-match'), etag))
        return { status: 304, type: '', body: '', headers }
      return replyOf(canned, headers)
    },
  }
}

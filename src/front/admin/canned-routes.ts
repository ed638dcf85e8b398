// The canned replies of a shop's seats: a document of NDJSON rows, replaced as a whole.
import { Type } from '@sinclair/typebox'
import type { Document } from '../../documents/document.js'
import { receivedText } from '../http/body.js'
import { NDJSON } from '../http/ndjson.js'
import type { Route } from '../http/route.js'
import { changeOf, type DocumentResource, documentRoutes, ofShop } from './document-routes.js'
import { DOCUMENT_BODY_MAX } from './json.js'

export interface CannedRoutesDeps<Replies> {
  readonly document: Document<Replies>
  /** Throws Problem 'invalid-field', which names the lines. */
  readChecked(ndjson: string, shop: string): Promise<Replies>
  format(replies: Replies): string
}

const Row = Type.Object({
  id: Type.String(),
  lang: Type.String(),
  title: Type.String({ maxLength: 40 }),
  text: Type.String({ maxLength: 500 }),
  tags: Type.Optional(Type.Array(Type.String())),
  skill: Type.Optional(Type.String()),
})

export function cannedRoutes<Replies>({ document, readChecked, format }: CannedRoutesDeps<Replies>): Route[] {
  const resource: DocumentResource<Replies> = {
    path: '/admin/canned',
    title: "the seats' canned replies",
    document,
    scope: ofShop,
    reply: { description: 'A reply a line', schema: Row, type: NDJSON },
    show: (_call, replies) => ({ status: 200, type: NDJSON, body: format(replies), headers: {} }),
  }
  const change = changeOf(resource)
  return [
    ...documentRoutes(resource),
    {
      ...change.route,
      method: 'PUT',
      summary: 'Replace the canned replies (NDJSON)',
      lines: { schema: Row, maxBytes: DOCUMENT_BODY_MAX },
      problems: [...change.route.problems, 'invalid-utf8'],
      handle(call) {
        // Any content type is accepted, because editors' tools send many different ones for NDJSON.
        const ndjson = receivedText(call.request, () => true)
        return change.show(call, async order => {
          const replies = await readChecked(ndjson, order.shop)
          return document.edit(order, () => replies)
        })
      },
    },
  ]
}

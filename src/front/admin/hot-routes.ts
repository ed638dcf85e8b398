// Routes of hot answers: those that operators pin, a document of each shop, and learned ones.
import { Type } from '@sinclair/typebox'
import type { Document } from '../../documents/document.js'
import { json, noContent } from '../http/reply.js'
import { type Route, withBody } from '../http/route.js'
import { changeOf, type DocumentResource, documentRoutes, ofShop } from './document-routes.js'
import { DOCUMENT_BODY_MAX, Text } from './json.js'
import { allShops, shopOf } from './shops.js'

export interface HotRoutesDeps {
  list(shop: string): {
    readonly pinned: readonly (Pin & { readonly hits: number })[]
    readonly learned: readonly { readonly at: number }[]
  }
  readonly document: Document<PinnedDocument>
  purge(): Promise<void>
}

interface Pin {
  readonly question: string
  readonly answer: string
}

interface PinnedDocument {
  readonly pinned: readonly Pin[]
}

const Pins = Type.Object({ pinned: Type.Array(Type.Object({ question: Text, answer: Text })) })
const Listed = Type.Object({ pinned: Type.Array(Type.Any()), learned: Type.Array(Type.Any()) })

export function hotRoutes(hot: HotRoutesDeps): Route[] {
  const resource: DocumentResource<PinnedDocument> = {
    path: '/admin/hot',
    title: 'the pinned answers',
    document: hot.document,
    scope: ofShop,
    reply: { description: 'Pinned and learned answers with their hits', schema: Listed },
    show(call, { pinned }) {
      const { learned, pinned: counted } = hot.list(shopOf(call))
      const hits = new Map(counted.map(pin => [pin.question, pin.hits]))
      return json(200, {
        pinned: pinned.map(pin => ({ ...pin, hits: hits.get(pin.question) ?? 0 })),
        learned: learned.map(one => ({ ...one, at: new Date(one.at).toISOString() })),
      })
    },
  }
  const change = changeOf(resource)
  return [
    ...documentRoutes(resource),
    withBody(
      { schema: Pins, maxBytes: DOCUMENT_BODY_MAX },
      {
        ...change.route,
        method: 'PUT',
        summary: 'Replace the pinned answers',
        handle: call => change.show(call, order => hot.document.replace(order, call.body)),
      },
    ),
    {
      method: 'DELETE',
      path: '/admin/hot',
      who: 'admin',
      summary: 'Forget what was learned, on every process',
      replies: { 204: { description: 'It is forgotten' } },
      problems: ['store-away'],
      async handle(call) {
        allShops(call)
        await hot.purge()
        return noContent()
      },
    },
  ]
}

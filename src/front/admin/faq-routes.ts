// The FAQ of a shop: a document of NDJSON rows, replaced as a whole or by topic.
import { Type } from '@sinclair/typebox'
import type { Changed, ChangeOrder, Document } from '../../documents/document.js'
import { receivedText } from '../http/body.js'
import { NDJSON } from '../http/ndjson.js'
import { json, noContent } from '../http/reply.js'
import { accepts } from '../http/request.js'
import type { Call, Route } from '../http/route.js'
import { changeOf, type DocumentResource, documentRoutes, ofShop } from './document-routes.js'
import { DOCUMENT_BODY_MAX, Text } from './json.js'

interface Entry {
  readonly topic: string
  readonly questions: readonly string[]
  readonly answer: string
}

type FaqDocument = readonly Entry[]

export interface FaqRoutesDeps {
  readonly document: Document<FaqDocument>
  /** The version of entries; equal entries have the same. */
  versionOf(entries: FaqDocument): string
  toNdjson(entries: FaqDocument): string
  replace(order: ChangeOrder, ndjson: string): Promise<Changed<FaqDocument>>
  add(order: ChangeOrder, ndjson: string): Promise<Changed<FaqDocument> & { readonly topics: number }>
  remove(order: ChangeOrder, topic: string): Promise<Changed<FaqDocument>>
}

const Topic = Type.Object({ topic: Type.String(), questions: Type.Array(Text), answer: Text })
const Listed = Type.Object({ version: Type.String(), entries: Type.Array(Type.Any()) })
const lines = { schema: Topic, maxBytes: DOCUMENT_BODY_MAX }

export function faqRoutes(faq: FaqRoutesDeps): Route[] {
  const resource: DocumentResource<FaqDocument> = {
    path: '/admin/faq',
    title: "the shop's FAQ",
    document: faq.document,
    scope: ofShop,
    reply: { description: `Its topics; as ${NDJSON}, a row a line, when Accept names it`, schema: Listed },
    show({ request }, entries) {
      if (!accepts(request.headers.get('accept'), NDJSON)) {
        return json(200, { version: faq.versionOf(entries), entries }, { Vary: 'Accept' })
      }
      return { status: 200, type: NDJSON, body: faq.toNdjson(entries), headers: { Vary: 'Accept' } }
    },
  }
  return [...documentRoutes(resource), ...changeRoutes(faq, resource)]
}

function changeRoutes(faq: FaqRoutesDeps, resource: DocumentResource<FaqDocument>): Route[] {
  const change = changeOf(resource)
  const problems = [...change.route.problems, 'invalid-utf8'] as const
  return [
    {
      ...change.route,
      method: 'PUT',
      summary: 'Replace the FAQ (NDJSON)',
      lines,
      problems,
      handle: call => change.show(call, order => faq.replace(order, linesOf(call))),
    },
    {
      ...change.route,
      method: 'POST',
      summary: 'Add or replace topics (NDJSON), all or none',
      lines,
      problems,
      replies: { 200: { description: 'How many', schema: Type.Object({ topics: Type.Integer() }) } },
      handle: call =>
        change.answer(
          call,
          order => faq.add(order, linesOf(call)),
          ({ topics }) => json(200, { topics }),
        ),
    },
    {
      ...change.route,
      method: 'DELETE',
      path: '/admin/faq/{topic}',
      summary: 'Take a topic out',
      replies: { 204: { description: 'It is out' } },
      problems: [...change.route.problems, 'not-found'],
      handle: call =>
        change.answer(
          call,
          order => faq.remove(order, call.params.topic ?? ''),
          () => noContent(),
        ),
    },
  ]
}

/** Accepts any content type, because editors' tools send many different ones for NDJSON. */
const linesOf = ({ request }: Call) => receivedText(request, () => true)

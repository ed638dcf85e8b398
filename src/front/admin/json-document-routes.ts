// The routes of documents that are one JSON object: those of every document, and a PUT that replaces it.
import type { TSchema } from '@sinclair/typebox'
import type { Document } from '../../documents/document.js'
import { json } from '../http/reply.js'
import { type Route, withBody } from '../http/route.js'
import { changeOf, type DocumentResource, type DocumentScope, documentRoutes } from './document-routes.js'
import { DOCUMENT_BODY_MAX } from './json.js'

/** A document, and the function that reads a body as one. */
export interface JsonDocument<Doc> {
  readonly document: Document<Doc>
  /** Missing fields get their defaults. Throws Problem 'invalid-field'. */
  read(body: unknown): Doc
}

export interface JsonDocumentShape {
  readonly path: `/admin/${string}`
  readonly title: string
  readonly scope: DocumentScope
  readonly schema: TSchema
}

export function jsonDocumentRoutes<Doc>(
  { document, read }: JsonDocument<Doc>,
  { path, title, scope, schema }: JsonDocumentShape,
): Route[] {
  const resource: DocumentResource<Doc> = {
    path,
    title,
    scope,
    document,
    reply: { description: `It is ${title}`, schema },
    show: (_call, present) => json(200, present),
  }
  const change = changeOf(resource)
  return [
    ...documentRoutes(resource),
    withBody(
      { schema, maxBytes: DOCUMENT_BODY_MAX },
      {
        ...change.route,
        method: 'PUT',
        summary: `Replace ${title}; missing fields get their defaults`,
        handle: call => change.show(call, order => document.replace(order, read(call.body))),
      },
    ),
  ]
}

// API schemas of the documents that are one JSON object. The owners of the documents check the values.
import { type TObject, type TProperties, Type } from '@sinclair/typebox'
import type { Route } from '../http/route.js'
import { type DocumentScope, ofCluster, ofShop } from './document-routes.js'
import { type JsonDocument, jsonDocumentRoutes } from './json-document-routes.js'

/** Each document by its name in the path. */
export interface JsonDocuments {
  readonly log: JsonDocument<unknown>
  readonly prompt: JsonDocument<unknown>
  readonly handoff: JsonDocument<unknown>
  readonly hours: JsonDocument<unknown>
  readonly texts: JsonDocument<unknown>
  readonly public: JsonDocument<unknown>
}

interface Shape {
  readonly title: string
  readonly scope: DocumentScope
  readonly schema: TObject
}

const Words = Type.Array(Type.String())
const Sentences = Type.Record(Type.String(), Type.Any())
const Count = Type.Integer({ minimum: 1 })
const Spans = Type.Array(Type.Array(Type.String({ description: 'HH:MM' }), { minItems: 2, maxItems: 2 }))
const words = (...values: readonly string[]) => Type.Union(values.map(value => Type.Literal(value)))
/** All fields are optional, since missing ones get their defaults. */
const shapeOf = (fields: TProperties) => Type.Partial(Type.Object(fields))

const shapes: { readonly [Name in keyof JsonDocuments]: Shape } = {
  log: {
    title: 'what is logged',
    scope: ofCluster,
    schema: shapeOf({
      level: words('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
      sample: Type.Number({ minimum: 0, maximum: 1 }),
    }),
  },
  prompt: {
    title: "the shop's system prompt",
    scope: ofShop,
    schema: shapeOf({ text: Type.String() }),
  },
  handoff: {
    title: 'when and how dialogs go to people',
    scope: ofShop,
    schema: shapeOf({
      words: Words,
      not_words: Words,
      failed_in_row: Count,
      same_answer: Count,
      thumbs_down: Count,
      slow_s: Count,
      mood: words('offer', 'off'),
      security: words('queue', 'offer', 'off'),
      safety_words: Words,
      max_wait_s: Count,
      routing: words('claim', 'offer'),
      offer_s: Count,
      misses: Count,
      silent_customer_s: Count,
      claim_over: Type.Boolean(),
    }),
  },
  public: {
    title: 'the numbers that the shop published',
    scope: ofShop,
    schema: shapeOf({ numbers: Words }),
  },
  texts: {
    title: "the shop's sentences",
    scope: ofShop,
    schema: shapeOf({ zh: Sentences, en: Sentences }),
  },
  hours: {
    title: "the shop's hours",
    scope: ofShop,
    schema: shapeOf({
      timezone: Type.String(),
      week: Type.Record(Type.String(), Spans),
      days: Type.Record(Type.String(), Spans),
    }),
  },
}

export function jsonDocumentsRoutes(documents: JsonDocuments): Route[] {
  return Object.entries(shapes).flatMap(([name, shape]) =>
    jsonDocumentRoutes(documents[name as keyof JsonDocuments], { path: `/admin/${name}`, ...shape }),
  )
}

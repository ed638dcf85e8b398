// Routes on which operators set up webhooks: a document of the cluster, and the endpoints' secrets.
import { Type } from '@sinclair/typebox'
import type { Document } from '../../documents/document.js'
import { Problem } from '../../problem.js'
import { idempotencyKey, keyOf } from '../chat/idempotency-key.js'
import { json } from '../http/reply.js'
import { type Call, type Route, withBody } from '../http/route.js'
import { changeOf, type DocumentResource, documentRoutes, ofCluster } from './document-routes.js'
import { DOCUMENT_BODY_MAX } from './json.js'
import { allShops } from './shops.js'

export interface WebhookRoutesDeps {
  readonly document: Document<Endpoints>
  /** Throws Problem 'invalid-field'. */
  read(body: unknown): Endpoints
  /** Makes the secrets of new endpoints; resolves to these secrets by endpoint. */
  complete(document: Endpoints): Promise<ReadonlyMap<string, string>>
  /** Resolves to undefined when there is no such endpoint. */
  rotate(endpointId: string, key: string | undefined): Promise<string | undefined>
  test(
    endpointId: string,
    order: { readonly traceparent: string; readonly key: string | undefined },
  ): Promise<Tried | undefined>
}

interface Endpoints {
  readonly endpoints: readonly { readonly id: string }[]
}

interface Tried {
  readonly end: { readonly kind: string; readonly why?: string }
  readonly ms: number
}

const Endpoint = Type.Object({
  id: Type.String(),
  url: Type.String(),
  events: Type.Array(Type.String({ description: 'An event, `dialog.*`, or `*`' })),
  shop: Type.Optional(Type.String()),
  active: Type.Optional(Type.Boolean()),
  private: Type.Optional(Type.Boolean({ description: 'May have a private address, and http' })),
})
const Shown = Type.Object({
  endpoints: Type.Array(
    Type.Composite([
      Endpoint,
      Type.Object({
        secret_env: Type.Optional(Type.String()),
        secret: Type.Optional(Type.String({ description: 'Of a new endpoint, this once' })),
      }),
    ]),
  ),
})
const Body = Type.Object({ endpoints: Type.Array(Endpoint) })
export function webhookRoutes(deps: WebhookRoutesDeps): Route[] {
  return [...settingsRoutes(deps), ...endpointRoutes(deps)]
}

function settingsRoutes({ document, read, complete }: WebhookRoutesDeps): Route[] {
  const resource: DocumentResource<Endpoints> = {
    path: '/admin/webhooks',
    title: 'the webhooks',
    document,
    scope: ofCluster,
    reply: { description: 'Who is told of what', schema: Shown },
    show: (_call, present) => json(200, present),
  }
  const change = changeOf(resource)
  return [
    ...documentRoutes(resource),
    withBody(
      { schema: Body, maxBytes: DOCUMENT_BODY_MAX },
      {
        ...change.route,
        method: 'PUT',
        summary: 'Replace the webhooks; a new endpoint gets its secret, shown this once',
        handle: call =>
          change.answer(
            call,
            async order => {
              const changed = await document.replace(order, read(call.body))
              const secrets = order.isDryRun ? new Map<string, string>() : await complete(changed.document)
              return { ...changed, secrets }
            },
            ({ document: { endpoints }, secrets }) =>
              json(200, { endpoints: endpoints.map(one => ({ ...one, ...secretIn(secrets, one.id) })) }),
          ),
      },
    ),
  ]
}

function secretIn(secrets: ReadonlyMap<string, string>, id: string) {
  const secret = secrets.get(id)
  return secret === undefined ? {} : { secret }
}

function endpointRoutes({ rotate, test }: WebhookRoutesDeps): Route[] {
  const ofEndpoint = async <T>(call: Call, ask: (id: string) => Promise<T | undefined>): Promise<T> => {
    allShops(call)
    const found = await ask(call.params.endpoint_id ?? '')
    if (found === undefined) throw new Problem('not-found')
    return found
  }
  return [
    {
      method: 'POST',
      path: '/admin/webhooks/{endpoint_id}/test',
      who: 'admin',
      summary: 'Send a test event to an endpoint now',
      parameters: [idempotencyKey],
      replies: {
        200: {
          description: 'What came of it',
          schema: Type.Object({
            outcome: Type.String(),
            why: Type.Optional(Type.String()),
            ms: Type.Integer(),
          }),
        },
      },
      problems: ['forbidden', 'not-found'],
      async handle(call) {
        const order = { traceparent: call.trace.traceparent, key: keyOf(call.request) }
        const { end, ms } = await ofEndpoint(call, id => test(id, order))
        return json(200, { outcome: end.kind, why: end.why, ms })
      },
    },
    {
      method: 'POST',
      path: '/admin/webhooks/{endpoint_id}/secret',
      who: 'admin',
      summary: 'Give an endpoint a new secret; the one before is valid for another day',
      parameters: [idempotencyKey],
      replies: {
        200: { description: 'Shown this once', schema: Type.Object({ secret: Type.String() }) },
      },
      problems: ['forbidden', 'not-found', 'invalid-field', 'store-away'],
      async handle(call) {
        const key = keyOf(call.request)
        const secret = await ofEndpoint(call, id => rotate(id, key))
        return json(200, { secret }, { 'Cache-Control': 'no-store' })
      },
    },
  ]
}

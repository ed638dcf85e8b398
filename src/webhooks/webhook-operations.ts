// Operators' acts on webhooks: test an endpoint, change its secret, read dead letters and send them again.
import type { Clock } from '../clock.js'
import type { KeyedHash } from '../privacy/keyed-hash.js'
import type { DeadLetter, Deliveries } from './deliveries.js'
import type { EndpointSecrets } from './endpoint-secrets.js'
import { bodyOf } from './event.js'
import type { TryEnd } from './schedule.js'
import type { TryDelivery } from './try-delivery.js'
import type { WebhookEndpoint, WebhooksDocument } from './webhooks-document.js'

export interface WebhookOperations {
  /** Sends a `webhook.test` at once, under the same id for the same key, and resolves to its end; undefined when there is
   *  no such endpoint. */
  test(endpointId: string, order: TestOrder): Promise<TestResult | undefined>
  /** Resolves to the new secret, the same one for the same key; undefined when there is no such endpoint. */
  rotate(endpointId: string, key: string | undefined): Promise<string | undefined>
  /** Makes the secrets of new endpoints; resolves to them by endpoint. */
  complete(document: WebhooksDocument): Promise<ReadonlyMap<string, string>>
  dead: Deliveries['dead']
  /** Resolves to the number of dead letters that are due again. */
  replay(which: ReplayOrder): Promise<number>
}

export interface TestOrder {
  readonly traceparent: string
  /** The Idempotency-Key. */
  readonly key: string | undefined
}

export interface TestResult {
  readonly end: TryEnd
  readonly ms: number
}

/** Chooses the dead letters that meet every condition; an empty order chooses all. */
export interface ReplayOrder {
  /** Webhook ids. */
  readonly ids?: readonly string[] | undefined
  /** First and last time of death, in epoch milliseconds, both inclusive. */
  readonly from?: number | undefined
  readonly to?: number | undefined
}

export interface WebhookOperationsDeps {
  readonly deliveries: Pick<Deliveries, 'dead' | 'replay'>
  readonly secrets: Pick<EndpointSecrets, 'complete' | 'rotate'>
  readonly tryDelivery: TryDelivery
  readonly clock: Clock
  endpoint(id: string): WebhookEndpoint | undefined
  newId(): string
  readonly keyedHash: KeyedHash
  onReplayed(): void
}

/** Dead letters read at once. */
const PAGE = 200

export function createWebhookOperations(deps: WebhookOperationsDeps): WebhookOperations {
  const { deliveries, clock, secrets } = deps

  async function* letters(order: ReplayOrder): AsyncGenerator<DeadLetter> {
    let after = (order.from ?? 1) - 1
    for (;;) {
      const page = await deliveries.dead(after, PAGE)
      yield* page
      const last = page.at(-1)?.at
      if (last === undefined || last > (order.to ?? Number.POSITIVE_INFINITY)) return
      after = last
    }
  }

  return {
    async test(id, { traceparent, key }) {
      const endpoint = deps.endpoint(id)
      if (endpoint === undefined) return undefined
      const at = clock.now()
      const eventId = key === undefined ? deps.newId() : deps.keyedHash('webhook-test', id, key)
      const event = { id: eventId, type: 'webhook.test' as const, at, version: 0, traceparent }
      const body = bodyOf({ ...event, shop: endpoint.shop ?? '*', data: { endpoint: id } })
      const tried = { eventId: event.id, body, traceparent }
      const end = await deps.tryDelivery(endpoint, tried, new AbortController().signal)
      return { end, ms: Math.round(clock.now() - at) }
    },
    async rotate(id, key) {
      const endpoint = deps.endpoint(id)
      return endpoint && secrets.rotate(endpoint, key)
    },
    complete: ({ endpoints }) => secrets.complete(endpoints),
    dead: deliveries.dead,
    async replay(order) {
      const ids = order.ids && new Set(order.ids)
      let count = 0
      for await (const { at, delivery } of letters(order)) {
        if (at > (order.to ?? Number.POSITIVE_INFINITY)) break
        if (ids === undefined || ids.has(delivery.eventId)) count += Number(await deliveries.replay(delivery))
      }
      if (count > 0) deps.onReplayed()
      return count
    },
  }
}

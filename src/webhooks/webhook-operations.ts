// Operators' acts on webhooks: test an endpoint, change its secret, read dead letters and send them again.
import type { Clock } from '../clock.js'
import type { KeyedHash } from '../privacy/keyed-hash.js'
import { Problem } from '../problem.js'
import type { StopSignal } from '../stop.js'
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
  /** Makes those due again that are dead when it begins: what dies meanwhile is left. Ends early when the signal aborts.
   *  Resolves to the number of letters that are due again. Under the same key it is one replay: a repetition goes on where
   *  the first was cut off, and resolves to the number of all. Throws Problem 'key-reused'. */
  replay(which: ReplayOrder, how: ReplayRequest): Promise<number>
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

export interface ReplayRequest {
  /** The Idempotency-Key. */
  readonly key: string | undefined
  readonly signal: StopSignal
}

export interface WebhookOperationsDeps {
  readonly deliveries: Pick<Deliveries, 'dead' | 'lastDeath' | 'replay' | 'beginReplay' | 'countReplay'>
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
  const { deliveries, clock, secrets, keyedHash } = deps

  /** The dead letters of a time, each once: those that are sent again and die again have died later. */
  async function* letters(from: number, to: number): AsyncGenerator<DeadLetter> {
    let after = from - 1
    while (after < to) {
      const page = await deliveries.dead(after, PAGE)
      yield* page.filter(({ at }) => at <= to)
      after = page.at(-1)?.at ?? to
    }
  }

  /** The last death that the replay is about, the same for each request under its key. */
  async function endOf({ ids, from, to }: ReplayOrder, name: string | undefined): Promise<number> {
    const until = Math.min(to ?? Number.POSITIVE_INFINITY, await deliveries.lastDeath())
    if (name === undefined) return until
    const body = keyedHash('webhook-replay', JSON.stringify([ids, from, to]))
    const first = await deliveries.beginReplay(name, { body, until })
    if (first.body !== body) throw new Problem('key-reused')
    return first.until
  }

  async function sendAgain(order: ReplayOrder, end: number, signal: StopSignal): Promise<number> {
    const ids = order.ids && new Set(order.ids)
    let count = 0
    for await (const { delivery } of letters(order.from ?? 1, end)) {
      if (signal.aborted) break
      if (ids === undefined || ids.has(delivery.eventId)) count += Number(await deliveries.replay(delivery))
    }
    return count
  }

  return {
    async test(id, { traceparent, key }) {
      const endpoint = deps.endpoint(id)
      if (endpoint === undefined) return undefined
      const at = clock.now()
      const eventId = key === undefined ? deps.newId() : keyedHash('webhook-test', id, key)
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
    async replay(order, { key, signal }) {
      const name = key === undefined ? undefined : keyedHash('webhook-replay', key)
      const count = await sendAgain(order, await endOf(order, name), signal)
      if (count > 0) deps.onReplayed()
      return name === undefined ? count : deliveries.countReplay(name, count)
    },
  }
}

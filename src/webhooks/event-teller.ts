// Entry of events: each becomes a delivery for every endpoint that wants it.
import type { Clock } from '../clock.js'
import { repeat } from '../timers.js'
import type { Deliveries, Delivery } from './deliveries.js'
import { bodyOf, type NewEvent, type WebhookEvent } from './event.js'
import { isFor, type WebhooksDocument } from './webhooks-document.js'

export interface EventTeller {
  /** Resolves when the event is stored for every endpoint that wants it. May be repeated with the same id. Throws
   *  Problem 'store-away'. */
  tell(event: NewEvent): Promise<void>
  /** Stores the event without waiting: while the store is away the event waits in this process. Never throws. */
  tellSoon(event: NewEvent): void
  close(): Promise<void>
}

export interface EventTellerDeps {
  readonly deliveries: Pick<Deliveries, 'add'>
  readonly clock: Clock
  readonly newId: () => string
  readonly newTraceparent: () => string
  endpoints(): WebhooksDocument['endpoints']
  onAdded(): void
  /** Called with an event that became a dead letter at once, or found no room in this process. */
  onLost(event: WebhookEvent, outcome: 'dead' | 'lost'): void
}

const MOST_WAITING = 1_000
const RETRY_MS = 1_000

export function createEventTeller(deps: EventTellerDeps): EventTeller {
  const { deliveries, clock } = deps
  let waiting: readonly WebhookEvent[] = []

  async function store(event: WebhookEvent): Promise<void> {
    const wanted = deps.endpoints().filter(endpoint => isFor(endpoint, event))
    const made = wanted.map(({ id }) => deliveries.add(deliveryOf(event, id)))
    for (const result of await Promise.all(made)) if (result === 'full') deps.onLost(event, 'dead')
    if (wanted.length > 0) deps.onAdded()
  }

  const storing = repeat(async () => {
    for (let [first] = waiting; first !== undefined; [first] = waiting) {
      await store(first)
      waiting = waiting.slice(1)
    }
  }, RETRY_MS)

  function whole(event: NewEvent): WebhookEvent {
    const at = event.at ?? clock.now()
    const { newId, newTraceparent } = deps
    return { id: newId(), version: at, traceparent: newTraceparent(), ...event, at }
  }

  return {
    tell: async event => store(whole(event)),
    tellSoon(event) {
      if (!deps.endpoints().some(endpoint => isFor(endpoint, event))) return
      if (waiting.length >= MOST_WAITING) return deps.onLost(whole(event), 'lost')
      waiting = [...waiting, whole(event)]
      storing.soon()
    },
    async close() {
      await storing.now().catch(() => undefined)
      await storing.close()
    },
  }
}

function deliveryOf(event: WebhookEvent, endpoint: string): Delivery {
  const { id, type, shop, dialogId, owner, version, traceparent } = event
  return {
    endpoint,
    eventId: id,
    type,
    shop,
    version,
    traceparent,
    body: bodyOf(event),
    tries: 0,
    ...(dialogId !== undefined && { dialogId }),
    ...(owner !== undefined && { owner }),
  }
}

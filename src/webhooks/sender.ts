// Sends due deliveries, in one process of the cluster: one event of a lane at a time, several lanes of an endpoint at
// once, so that a slow receiver delays no other. The deliveries of a killed sender stay due and are sent again under
// their ids.
import { type RepeatedTask, repeat } from '../timers.js'
import { type Deliveries, type Delivery, type DeliveryFailure, laneOf } from './deliveries.js'
import { nextTryInMs, type TryEnd } from './schedule.js'
import type { TryDelivery } from './try-delivery.js'
import type { WebhookEndpoint } from './webhooks-document.js'

/** `dropped`: the delivery's endpoint is no longer in the document. */
export type DeliveryOutcome = 'delivered' | 'failed' | 'dead' | 'dropped'

export interface SenderDeps {
  readonly deliveries: Deliveries
  readonly tryDelivery: TryDelivery
  /** Seconds before each further try, from the first failure on. */
  readonly retryS: readonly number[]
  /** From 0 to 1. */
  random(): number
  endpoint(id: string): WebhookEndpoint | undefined
  /** True in the one process that does the cluster's work. */
  mayWork(): boolean
  /** Called when the receiver wants no more events. */
  switchOff(endpoint: WebhookEndpoint): Promise<void>
  onEnd(delivery: Delivery, outcome: DeliveryOutcome): void
  onError(error: unknown): void
}

export interface Sender {
  /** Looks soon, because a delivery was added. */
  wake(): void
  /** Number of dead letters at the last look; 0 in a process that does not do the cluster's work. */
  dead(): number
  /** Breaks off the tries under way; their deliveries stay due. */
  close(): Promise<void>
}

export interface SenderPace {
  readonly lookMs: number
  readonly trimMs: number
  /** Most lanes of one endpoint at once. */
  readonly lanes: number
}

export const senderPace: SenderPace = { lookMs: 250, trimMs: 5_000, lanes: 8 }

export function createSender(deps: SenderDeps, pace: SenderPace): Sender {
  const { deliveries } = deps
  const closing = new AbortController()
  /** Lanes under way, by endpoint. */
  const busy = new Map<string, Map<string, Promise<void>>>()
  /** Endpoints that are being switched off; several lanes may get a 410, but one switch is enough. */
  const leaving = new Map<string, Promise<void>>()
  let letters = 0
  const mayWork = () => !closing.signal.aborted && deps.mayWork()

  const looking: RepeatedTask = repeat(async () => {
    if (!mayWork()) return
    for (const endpoint of await deliveries.endpoints()) await start(endpoint)
  }, pace.lookMs)
  const trimming = repeat(async () => {
    letters = mayWork() ? await deliveries.trim() : 0
  }, pace.trimMs)

  async function start(endpoint: string): Promise<void> {
    const lanes = busy.get(endpoint) ?? new Map<string, Promise<void>>()
    if (lanes.size >= pace.lanes) return
    busy.set(endpoint, lanes)
    // Deliveries under way are still due, so twice as many are read.
    for (const delivery of await deliveries.due(endpoint, 2 * pace.lanes)) {
      const lane = laneOf(delivery)
      if (lanes.size >= pace.lanes || lanes.has(lane) || !mayWork()) continue
      lanes.set(
        lane,
        deliver(delivery).finally(() => {
          lanes.delete(lane)
          if (!closing.signal.aborted) looking.soon()
        }),
      )
    }
    if (lanes.size === 0) busy.delete(endpoint)
  }

  /** While the store is away the delivery stays due as it was. */
  async function deliver(delivery: Delivery): Promise<void> {
    try {
      deps.onEnd(delivery, await outcomeOf(delivery))
    } catch (error) {
      if (!closing.signal.aborted) deps.onError(error)
    }
  }

  async function outcomeOf(delivery: Delivery): Promise<DeliveryOutcome> {
    const endpoint = deps.endpoint(delivery.endpoint)
    if (endpoint === undefined) {
      await deliveries.settle(delivery)
      return 'dropped'
    }
    if (!endpoint.active) return bury(delivery, 'off')
    const end = await deps.tryDelivery(endpoint, delivery, closing.signal)
    // A try that our own close broke off is no failure of the receiver.
    closing.signal.throwIfAborted()
    return settle(delivery, endpoint, end)
  }

  async function settle(
    delivery: Delivery,
    endpoint: WebhookEndpoint,
    end: TryEnd,
  ): Promise<DeliveryOutcome> {
    if (end.kind === 'delivered') {
      await deliveries.settle(delivery)
      return 'delivered'
    }
    if (end.kind === 'gone') {
      await switchOff(endpoint)
      return bury(delivery, 'gone')
    }
    const { why, retryAfterMs } = end
    const tries = delivery.tries + 1
    const inMs = nextTryInMs({ tries, retryAfterMs }, deps.retryS, deps.random())
    if (inMs === undefined) return bury(delivery, why)
    await deliveries.putOff({ ...delivery, tries, why }, inMs)
    return 'failed'
  }

  function switchOff(endpoint: WebhookEndpoint): Promise<void> {
    const { id } = endpoint
    const switching = leaving.get(id) ?? deps.switchOff(endpoint).finally(() => leaving.delete(id))
    leaving.set(id, switching)
    return switching
  }

  async function bury(delivery: Delivery, why: DeliveryFailure): Promise<DeliveryOutcome> {
    await deliveries.bury({ ...delivery, tries: delivery.tries + 1, why })
    return 'dead'
  }

  return {
    wake: looking.soon,
    dead: () => letters,
    async close() {
      closing.abort()
      await looking.close()
      await trimming.close()
      await Promise.all([...busy.values()].flatMap(lanes => [...lanes.values()]))
    },
  }
}

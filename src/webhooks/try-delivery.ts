// One try: sends the signed event to the endpoint, and returns the end of the try as a value.
import { type Clock, within } from '../clock.js'
import type { Outbound } from '../outbound/outbound.js'
import { ForbiddenAddress } from '../outbound/outbound.js'
import type { Delivery } from './deliveries.js'
import { endOfReply, type TryEnd, type TryFailure } from './schedule.js'
import { signatureHeaders } from './signature.js'
import type { WebhookEndpoint } from './webhooks-document.js'

export type Tried = Pick<Delivery, 'eventId' | 'body' | 'traceparent'>

/** Never rejects. */
export type TryDelivery = (endpoint: WebhookEndpoint, delivery: Tried, signal: AbortSignal) => Promise<TryEnd>

export interface TryDeliveryDeps {
  readonly outbound: Pick<Outbound, 'send'>
  readonly clock: Clock
  readonly userAgent: string
  secretsOf(endpoint: WebhookEndpoint): readonly string[]
}

const TRY_MS = 15_000

export function createTryDelivery({ outbound, clock, userAgent, secretsOf }: TryDeliveryDeps): TryDelivery {
  return async (endpoint, { eventId, body, traceparent }, signal) => {
    const secrets = secretsOf(endpoint)
    if (secrets.length === 0) return failed('no-secret')
    const headers = {
      'content-type': 'application/json',
      'user-agent': userAgent,
      traceparent,
      ...signatureHeaders({ id: eventId, triedAt: clock.now(), body }, secrets),
    }
    const call = { method: 'POST' as const, url: new URL(endpoint.url), headers, body }
    try {
      const reply = await within(TRY_MS, signal, inTime => outbound.send(call, endpoint.private, inTime))
      return endOfReply(reply.status, reply.headers['retry-after'], clock.now())
    } catch (error) {
      return failed(failureOf(error))
    }
  }
}

function failed(why: TryFailure): TryEnd {
  return { kind: 'failed', why, retryAfterMs: 0 }
}

function failureOf(error: unknown): TryFailure {
  if (error instanceof ForbiddenAddress) return 'forbidden-address'
  return error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'unreachable'
}

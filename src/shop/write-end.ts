// How a write ended, as far as we can know: its effect is there, is not there, or nobody can say. Pure. It decides what
// the customer is told, and it is never a reason to send the write again.
import { isAnything, readJson } from '../json.js'
import type { TurnEnd } from '../llm/breaker.js'
import { ForbiddenAddress, type OutboundReply } from '../outbound/outbound.js'

export interface WriteEnd {
  readonly effect: 'done' | 'failed' | 'unknown'
  /** As it is counted. */
  readonly outcome: 'ok' | 'unknown-to-shop' | 'timeout' | 'refused' | 'invalid'
  /** As the tool's breaker sees it. */
  readonly says: TurnEnd
  /** The JSON of a reply to a write that was done; a 204 has none. */
  readonly body?: unknown
}

/** `key` is the one under which the write was sent. */
export function writeEnd({ status, headers, body, isCut }: OutboundReply, key: string): WriteEnd {
  if (status === 409 && (body.includes(key) || headers['idempotency-key'] === key))
    return { effect: 'done', outcome: 'ok', says: 'answered' }
  if (status === 403 || status === 404)
    return { effect: 'failed', outcome: 'unknown-to-shop', says: 'answered' }
  if (status >= 400 && status < 500) return { effect: 'failed', outcome: 'refused', says: 'refused' }
  if (status === 204) return { effect: 'done', outcome: 'ok', says: 'answered' }
  const json = status >= 200 && status < 300 && !isCut ? readJson(body, isAnything) : undefined
  if (json === undefined) return { effect: 'unknown', outcome: 'invalid', says: 'failed' }
  return { effect: 'done', outcome: 'ok', says: 'answered', body: json }
}

/** Nothing was sent when there was no connection to send it over. */
const unsent = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT)$/
const slow = /^(TimeoutError|AbortError|HeadersTimeoutError|BodyTimeoutError)$/

export function brokenWriteEnd(error: unknown): WriteEnd {
  if (error instanceof ForbiddenAddress) return { effect: 'failed', outcome: 'refused', says: 'failed' }
  const { name = '', code = '' } = Object(error) as { name?: string; code?: string }
  if (unsent.test(String(code))) return { effect: 'failed', outcome: 'invalid', says: 'failed' }
  return { effect: 'unknown', outcome: slow.test(String(name)) ? 'timeout' : 'invalid', says: 'failed' }
}

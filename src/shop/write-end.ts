// How a write ended, as far as we can know: its effect is there, is not there, or nobody can say. Pure. It decides what
// the customer is told, and it is never a reason to send the write again.
import { ForbiddenAddress, type OutboundReply } from '../outbound/outbound.js'

export interface WriteEnd {
  readonly effect: 'done' | 'failed' | 'unknown'
  /** As it is counted. */
  readonly outcome: 'ok' | 'unknown-to-shop' | 'timeout' | 'refused' | 'invalid'
  /** The JSON of a reply that says that it is done, if it has any. */
  readonly body?: unknown
}

/** `key` is the one under which the write was sent. */
export function writeEnd({ status, headers, body, isCut }: OutboundReply, key: string): WriteEnd {
  if (status === 409 && (body.includes(key) || headers['idempotency-key'] === key))
    return { effect: 'done', outcome: 'ok' }
  if (status === 403 || status === 404) return { effect: 'failed', outcome: 'unknown-to-shop' }
  if (status >= 400 && status < 500) return { effect: 'failed', outcome: 'refused' }
  if (status === 204) return { effect: 'done', outcome: 'ok' }
  const json = status >= 200 && status < 300 && !isCut ? parsed(body) : undefined
  if (json === undefined) return { effect: 'unknown', outcome: 'invalid' }
  return { effect: 'done', outcome: 'ok', body: json }
}

/** Nothing was sent when there was no connection to send it over. */
const unsent = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT)$/
const slow = /^(TimeoutError|AbortError|HeadersTimeoutError|BodyTimeoutError)$/

export function brokenWriteEnd(error: unknown): WriteEnd {
  if (error instanceof ForbiddenAddress) return { effect: 'failed', outcome: 'refused' }
  const { name = '', code = '' } = Object(error) as { name?: string; code?: string }
  if (unsent.test(String(code))) return { effect: 'failed', outcome: 'invalid' }
  return { effect: 'unknown', outcome: slow.test(String(name)) ? 'timeout' : 'invalid' }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined // no JSON: what it says cannot be read
  }
}

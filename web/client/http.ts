// Requests with a token. What comes back is a reply to read, a ProblemError or a ConnectionError.

import { fromWire } from './api-types.js'
import { ConnectionError, ProblemError } from './problem-error.js'
import type { Tokens } from './tokens.js'

export interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** A body that is no JSON. */
  readonly bytes?: Blob | Uint8Array<ArrayBuffer>
  /** Aborting it rejects with its reason. */
  readonly signal: AbortSignal
}

export interface Http {
  /** Resolves to a response with a status below 400. */
  send(call: Call): Promise<Response>
}

/** Longer than the server's longest poll (25 s): a reply that has not begun by then will not come. */
const REPLY_MS = 40_000

export interface HttpDeps {
  readonly baseUrl: string
  readonly fetch: typeof globalThis.fetch
  readonly tokens: Tokens
}

export function createHttp({ baseUrl, fetch, tokens }: HttpDeps): Http {
  async function once(
    { method, path, headers, body, bytes, signal }: Call,
    token: string,
  ): Promise<Response> {
    // Only up to the head: a stream may go on for ever.
    const patience = new AbortController()
    const timer = setTimeout(() => patience.abort(), REPLY_MS)
    try {
      return await fetch(`${baseUrl}${path}`, {
        method,
        headers: {
          Authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
          ...(bytes && { 'Content-Type': 'application/octet-stream' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(bytes && { body: bytes }),
        signal: AbortSignal.any([signal, patience.signal]),
      })
    } catch (cause) {
      throw lost(cause, signal)
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    async send(call) {
      let token = tokens.current()
      let response = await once(call, await token)
      if (response.status === 401) {
        // It may have expired since it was given: the application gets one chance to give another.
        tokens.refused(token)
        token = tokens.current()
        response = await once(call, await token)
      }
      if (response.status < 400) return response
      if (response.status === 401) tokens.refused(token)
      throw await problemOf(response)
    },
  }
}

export async function readJson<T>(response: Response, signal: AbortSignal): Promise<T> {
  try {
    return fromWire<T>(await response.json())
  } catch (cause) {
    throw lost(cause, signal)
  }
}

/** The error of a failed fetch or a cut body. */
export function lost(cause: unknown, signal: AbortSignal): unknown {
  return signal.aborted ? signal.reason : new ConnectionError('The server gave no reply', { cause })
}

/** A refusal of something in between, such as a gateway's page, is no JSON: its status says enough. */
async function problemOf(response: Response): Promise<ProblemError> {
  const body: unknown = await response.json().catch(() => undefined)
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN)
  return new ProblemError(body, response.status, Number.isNaN(seconds) ? undefined : seconds)
}

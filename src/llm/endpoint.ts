// The way to one vendor: its connections, its protocol, its headers. Makes single attempts. undici lives here.
import { Pool } from 'undici'
import { type Clock, msLeft } from '../clock.js'
import type { StopSignal } from '../stop.js'
import type { ApiKey } from './api-key.js'
import { runAttempt } from './attempt.js'
import type { AttemptEnd } from './attempt-end.js'
import type { LlmRequest } from './llm.js'
import { chat } from './protocol-chat.js'
import { completions } from './protocol-completions.js'

/** The vendor's base URL, however it was written: `…/v1`, `…/v1/`, or a whole endpoint. */
export interface VendorBase {
  readonly origin: string
  /** Without a slash at its end; empty for a base without a path. */
  readonly path: string
  readonly query: string
}

/** Throws TypeError when `url` is no URL. A query stays with every call: some gateways want a version there. */
export function readBase(url: string): VendorBase {
  const { origin, pathname, search } = new URL(url)
  return { origin, path: pathname.replace(/\/+$/, '').replace(/(\/chat)?\/completions$/, ''), query: search }
}

export interface EndpointAddress {
  /** The base, or a whole endpoint. */
  readonly url: string
  readonly protocol: 'chat' | 'completions'
  readonly model: string
  readonly key: ApiKey
}

/** A call on its way through the vendor folder. */
export interface LlmAsk {
  readonly request: LlmRequest
  readonly signal: StopSignal
  readonly onDelta: ((text: string) => void) | undefined
}

export interface Endpoint {
  attempt(ask: LlmAsk): Promise<AttemptEnd>
  /** Aborts what runs and closes the connections. */
  close(): Promise<void>
}

export function createEndpoint(
  endpoint: EndpointAddress,
  limits: { readonly connections: number; readonly timeoutMs: number },
  clock: Clock,
): Endpoint {
  const { connections, timeoutMs } = limits
  const protocol = endpoint.protocol === 'chat' ? chat : completions
  const base = readBase(endpoint.url)
  const path = `${base.path}${protocol.path}${base.query}`
  const pool = new Pool(base.origin, {
    connections,
    pipelining: 1,
    connect: { timeout: timeoutMs },
    // Each attempt keeps its own time, to the deadline and between tokens.
    headersTimeout: 0,
    bodyTimeout: 0,
  })

  return {
    attempt({ request, signal, onDelta }) {
      const isStreamed = onDelta !== undefined
      const { messages, maxTokens, temperature, traceparent, tools, model = endpoint.model } = request
      const headers = ['content-type', 'application/json', 'traceparent', traceparent]
      headers.push('accept', isStreamed ? 'text/event-stream' : 'application/json')
      // Without it every coding is welcome (RFC 9110 §12.5.3), and none is read here.
      headers.push('accept-encoding', 'identity')
      const authorization = endpoint.key.authorization()
      if (authorization !== undefined) headers.push('authorization', authorization)
      const body = protocol.encode({ model, messages, maxTokens, temperature, isStreamed, tools })
      const left = msLeft(request.deadlineAt, clock.now())
      return runAttempt({
        dispatcher: pool,
        protocol,
        path,
        headers,
        body,
        offersTools: tools !== undefined,
        timeoutMs,
        msLeft: left,
        signal,
        onDelta,
      })
    },
    close: () => pool.destroy(),
  }
}

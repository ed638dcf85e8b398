// HTTP for one exchange with an MCP server, in the form that the protocol's library takes. It goes to the file's address
// alone, through the dialler that checks addresses, follows nothing, and is bounded in requests and bytes.
import type { Outbound, OutboundReply } from '../outbound/outbound.js'

export interface McpAddress {
  readonly url: URL
  readonly isPrivate: boolean
}

export interface McpFetch {
  readonly fetch: (url: string | URL, init?: RequestInit) => Promise<Response>
  /** The first failure of a request: the library tells it in words of its own. */
  failure(): unknown
}

/** Enough for the questions before a call, the call, and the farewell. */
const REQUESTS = 8
const bodiless = new Set([204, 205, 304])

export function createMcpFetch(
  outbound: Pick<Outbound, 'send'>,
  address: McpAddress,
  signal: AbortSignal,
): McpFetch {
  let left = REQUESTS
  let failed: unknown

  async function exchange(url: string | URL, { method, headers, body }: RequestInit): Promise<Response> {
    // A stream of the server's own is of no use within one call.
    if (method === 'GET') return new Response(null, { status: 405 })
    if (String(url) !== address.url.href) throw new Error('an MCP server has one address')
    if (left-- === 0) throw new Error('an MCP server asks for too many requests')
    const reply = await outbound.send(
      {
        method: method === 'DELETE' ? 'DELETE' : 'POST',
        url: address.url,
        headers: Object.fromEntries(new Headers(headers)),
        ...(typeof body === 'string' && { body }),
      },
      address.isPrivate,
      signal,
    )
    if (reply.isCut) throw new Error('a reply of an MCP server is too long')
    if (reply.status >= 300 && reply.status < 400) throw new Error('an MCP server redirects')
    return responseOf(reply)
  }

  return {
    async fetch(url, init = {}) {
      try {
        return await exchange(url, init)
      } catch (error) {
        failed ??= error
        throw error
      }
    },
    failure: () => failed,
  }
}

function responseOf({ status, headers, body }: OutboundReply): Response {
  const named = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  )
  return new Response(bodiless.has(status) ? null : body, { status, headers: named })
}

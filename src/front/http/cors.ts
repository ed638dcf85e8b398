// Which pages' scripts may read our replies (Fetch Standard, CORS). Tokens travel in a header, never in a cookie,
// so that credentials are never allowed.

import type { ResponseHeaders } from './reply.js'

const EXPOSED =
  'traceparent, Location, ETag, Retry-After, RateLimit, RateLimit-Policy, Server-Timing, X-Dialog-Id, X-AI-Generated'
const PREFLIGHT_S = '600'

/** The headers that a request's origin adds to its reply; `allow`: the path's methods, for a preflight. */
export type Cors = (origin: string | undefined, preflight?: Preflight) => ResponseHeaders

export interface Preflight {
  readonly methods: string
  /** Access-Control-Request-Headers. */
  readonly headers: string | undefined
}

const none: ResponseHeaders = Object.freeze({})

/** `*` in the list takes every origin. */
export function createCors(origins: readonly string[]): Cors {
  if (origins.length === 0) return () => none
  const allowed = new Set(origins)
  return (origin, preflight) => {
    if (origin === undefined || !(allowed.has(origin) || allowed.has('*'))) return { Vary: 'Origin' }
    const headers = {
      Vary: 'Origin',
      'Access-Control-Allow-Origin': origin,
      'Access-Control-Expose-Headers': EXPOSED,
    }
    return preflight === undefined ? headers : { ...headers, ...preflightOf(preflight) }
  }
}

function preflightOf({ methods, headers }: Preflight): ResponseHeaders {
  return {
    'Access-Control-Allow-Methods': methods,
    // A listed page may send any header: no header of ours means more than its value.
    ...(headers && /^[\w\-, ]{1,2000}$/.test(headers) && { 'Access-Control-Allow-Headers': headers }),
    'Access-Control-Max-Age': PREFLIGHT_S,
  }
}

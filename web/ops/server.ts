// What the page asks of the server.
import { ProblemError } from '../client/problem-error.js'

export interface LevelNow {
  readonly level: number
  readonly mode: 'auto' | 'manual'
  readonly reason: string
  readonly since: string
}

export interface ProcessStatus {
  readonly process: string
  readonly pid: number
  readonly version: string
  readonly uptime_s: number
  readonly is_silent?: boolean
  readonly checks: Readonly<Record<string, string>>
  readonly in_flight: number
  readonly pending_turns: number
  readonly ws_connections: number
  readonly event_loop_delay_ms?: number
  readonly vendors: readonly VendorNow[]
}

export interface VendorNow {
  readonly vendor: string
  readonly breaker: string
  readonly running: number
  readonly queued: number
  readonly oldest_ms: number
  readonly refuses?: string
}

export interface Status extends ProcessStatus, LevelNow {
  readonly breaker: string
  readonly pending_lag_ms: number
  readonly rates: { readonly chat_qps: number; readonly chat_latency_p99_ms: number }
  readonly processes?: readonly ProcessStatus[]
}

export interface Pin {
  readonly question: string
  readonly answer: string
  readonly hits?: number
}

export interface HotList {
  readonly pinned: readonly Pin[]
  readonly learned: readonly (Pin & { readonly hits: number; readonly at: string })[]
}

/** A document as it was read, with what names this version of it. */
export interface Versioned<T> {
  readonly value: T
  readonly etag: string
}

export interface OpsServer {
  status(): Promise<Status>
  /** Prometheus text format. */
  metrics(): Promise<string>
  hot(): Promise<Versioned<HotList>>
  setLevel(level: number | 'auto', why: string): Promise<LevelNow>
  /** Refused with 412 when somebody else has changed it since. */
  setPins(pins: readonly Pin[], why: string, etag: string): Promise<Versioned<HotList>>
  purge(): Promise<void>
}

export function createOpsServer(token: () => string): OpsServer {
  async function ask(method: string, path: string, more: RequestInit = {}): Promise<Response> {
    const headers = { Authorization: `Bearer ${token()}`, ...more.headers }
    const response = await fetch(path, { ...more, method, headers })
    if (response.ok) return response
    throw new ProblemError(await response.json().catch(() => undefined), response.status)
  }
  const put = (path: string, body: object, ifMatch?: string) =>
    ask('PUT', path, {
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json', ...(ifMatch && { 'If-Match': ifMatch }) },
    })
  const versioned = async (response: Response): Promise<Versioned<HotList>> => ({
    value: (await response.json()) as HotList,
    etag: response.headers.get('ETag') ?? '',
  })
  return {
    status: async () => (await ask('GET', '/admin/status')).json() as Promise<Status>,
    metrics: async () => (await ask('GET', '/metrics')).text(),
    hot: async () => versioned(await ask('GET', '/admin/hot')),
    setLevel: async (level, why) => {
      const response = await put(`/admin/level?why=${encodeURIComponent(why)}`, { level })
      return response.json() as Promise<LevelNow>
    },
    setPins: async (pins, why, etag) => {
      const pinned = pins.map(({ question, answer }) => ({ question, answer }))
      return versioned(await put(`/admin/hot?why=${encodeURIComponent(why)}`, { pinned }, etag))
    },
    purge: async () => {
      await ask('DELETE', '/admin/hot')
    },
  }
}

// The page's calls to the server.
import { ProblemError } from '../client/problem-error.js'

export interface LevelNow {
  readonly level: number
  readonly mode: 'auto' | 'manual'
  readonly reason: string
  readonly since: string
}

export interface SeatNow {
  readonly sub: string
  readonly name: string
  readonly status: string
  readonly online: boolean
  readonly load: number
  readonly capacity: number
}

/** Figures of one side of a gray release. */
export type GraySide = Readonly<Record<string, number>>

export interface GrayDocument {
  readonly name: string
  readonly percent: number
}

export interface GrayNow {
  readonly state: string
  readonly elapsed_s: number | null
  readonly stable: GraySide
  readonly canary: GraySide
  readonly document: GrayDocument
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

/** With `isDryRun` all is checked and answered as it would be, and nothing changes. */
export interface Order {
  readonly why: string
  readonly isDryRun: boolean
}

export interface OpsServer {
  status(): Promise<Status>
  hot(): Promise<Versioned<HotList>>
  seats(): Promise<readonly SeatNow[]>
  /** Undefined where the server has no gray release. */
  gray(): Promise<Versioned<GrayNow> | undefined>
  setLevel(level: number | 'auto', order: Order): Promise<LevelNow>
  /** Refused with 412 when somebody else has changed it since. */
  setPins(pins: readonly Pin[], order: Order, etag: string): Promise<Versioned<HotList>>
  setGray(document: GrayDocument, order: Order, etag: string): Promise<Versioned<GrayNow>>
  /** Gives the release to everybody. */
  promote(order: Order, etag: string): Promise<Versioned<GrayNow>>
  purge(): Promise<void>
}

export function createOpsServer(token: () => string): OpsServer {
  async function ask(method: string, path: string, more: RequestInit = {}): Promise<Response> {
    const headers = { Authorization: `Bearer ${token()}`, ...more.headers }
    const response = await fetch(path, { ...more, method, headers })
    if (response.ok) return response
    throw new ProblemError(await response.json().catch(() => undefined), response.status)
  }
  const send = (method: string, path: string, body: object | undefined, ifMatch = '') =>
    ask(method, path, {
      ...(body !== undefined && { body: JSON.stringify(body) }),
      headers: {
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...(ifMatch !== '' && { 'If-Match': ifMatch }),
      },
    })
  const versioned = async <T>(response: Response): Promise<Versioned<T>> => ({
    value: (await response.json()) as T,
    etag: response.headers.get('ETag') ?? '',
  })
  return {
    status: async () => (await ask('GET', '/admin/status')).json() as Promise<Status>,
    hot: async () => versioned<HotList>(await ask('GET', '/admin/hot')),
    async seats() {
      const { seats } = (await (await ask('GET', '/admin/seats')).json()) as { seats: SeatNow[] }
      return seats
    },
    gray: () =>
      ask('GET', '/admin/gray').then(versioned<GrayNow>, error => {
        if (error instanceof ProblemError && error.status === 404) return undefined
        throw error
      }),
    setLevel: async (level, order) => {
      const response = await send('PUT', `/admin/level?${queryOf(order)}`, { level })
      return response.json() as Promise<LevelNow>
    },
    setPins: async (pins, order, etag) => {
      const pinned = pins.map(({ question, answer }) => ({ question, answer }))
      return versioned<HotList>(await send('PUT', `/admin/hot?${queryOf(order)}`, { pinned }, etag))
    },
    setGray: async (document, order, etag) =>
      versioned<GrayNow>(await send('PUT', `/admin/gray?${queryOf(order)}`, document, etag)),
    promote: async (order, etag) =>
      versioned<GrayNow>(await send('POST', `/admin/gray/promote?${queryOf(order)}`, undefined, etag)),
    purge: async () => {
      await ask('DELETE', '/admin/hot')
    },
  }
}

function queryOf({ why, isDryRun }: Order): string {
  return new URLSearchParams({ ...(why !== '' && { why }), ...(isDryRun && { dry_run: '1' }) }).toString()
}

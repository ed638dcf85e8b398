// The cluster as it is now, as the server streams it: a tick each second, changes, ends of turns. Opened again when it
// ends, from the last change that was seen on.
import { ProblemError } from '../client/problem-error.js'
import { backoffMs, pause } from '../client/retry.js'
import { readEvents } from '../client/sse.js'

export interface VendorTick {
  readonly name: string
  readonly p99_ms: number
  /** Failed calls of the last ten seconds. */
  readonly errors: number
  readonly breaker: string
  readonly queue?: number
}

export interface Tick {
  /** ISO 8601. */
  readonly at: string
  readonly level: LevelTick
  readonly per_s: Readonly<Record<'arrived' | 'ok' | 'pending' | 'refused', number>>
  /** Answers of the last second by who gave them. */
  readonly source: Readonly<Record<string, number>>
  readonly p99_ms: number
  readonly answer_p99_ms: number
  readonly bad_seconds_1h: number
  readonly vendor: readonly VendorTick[]
  readonly tools: readonly VendorTick[]
  readonly pending: number
  readonly handoff: {
    readonly waiting: number
    readonly oldest_s: number | null
    readonly eta_s: number | null
  }
  readonly seats: Readonly<Record<'online' | 'away' | 'load' | 'capacity' | 'late', number>>
  readonly ws: number
  readonly processes: readonly { readonly id: string; readonly loop_ms: number; readonly rss: number }[]
  readonly gray: { readonly state: string; readonly percent: number }
}

export interface LevelTick {
  readonly n: number
  readonly mode: 'auto' | 'manual'
  readonly reason: string
  readonly since: string
}

export interface Change {
  /** Begins with the time, epoch milliseconds. */
  readonly id: string
  readonly kind: string
  readonly by: string
  readonly from: string | number | null
  readonly to: string | number
  readonly why: string
}

export interface TurnEnd {
  readonly at: string
  readonly turn_id: string
  readonly source?: string
  readonly level?: number
  readonly reason?: string
  readonly problem?: string
  readonly cost_ms: number
}

export interface LiveHearer {
  tick(tick: Tick): void
  change(change: Change): void
  turn(turn: TurnEnd): void
  lost(): void
  /** The token is of no use. */
  refused(): void
}

const LONGEST_PAUSE_MS = 2_000
/** Before all ids: the changes that are kept come first. */
const FIRST = '0-0'

/** `after` is the last change that was seen. Returns what ends it. */
export function openLive(
  token: string,
  { wantsTurns, after = FIRST }: { readonly wantsTurns: boolean; readonly after?: string | undefined },
  hearer: LiveHearer,
): () => void {
  const abort = new AbortController()
  const { signal } = abort
  let last = after
  let attempt = 0

  function hear({ name, data, id }: { name: string; data: string; id?: string }): void {
    attempt = 0
    if (name === 'snapshot' || name === 'tick') hearer.tick(JSON.parse(data))
    else if (name === 'turn') hearer.turn(JSON.parse(data))
    else if (name === 'change' && id !== undefined) {
      last = id
      hearer.change({ ...JSON.parse(data), id })
    }
  }

  async function once(): Promise<void> {
    const headers = { Authorization: `Bearer ${token}`, Accept: 'text/event-stream', 'Last-Event-ID': last }
    const response = await fetch(`/admin/live${wantsTurns ? '?turns=1' : ''}`, { headers, signal })
    if (!response.ok) throw new ProblemError(await response.json().catch(() => undefined), response.status)
    if (response.body !== null) await readEvents(response.body, { event: hear, retry: () => undefined })
  }

  async function run(): Promise<void> {
    for (;;) {
      try {
        await once()
      } catch (error) {
        if (signal.aborted) return
        if (error instanceof ProblemError && (error.status === 401 || error.status === 403))
          return hearer.refused()
      }
      hearer.lost()
      await pause(backoffMs(attempt++, Math.random, LONGEST_PAUSE_MS), signal)
    }
  }

  run().catch(() => undefined)
  return () => abort.abort()
}

// The page's figures, computed from what the server says. Pure.
import type { Tick } from './live.js'
import type { ProcessStatus, Status } from './server.js'

/** One second of the cluster. */
export interface Sample {
  /** Epoch milliseconds. */
  readonly at: number
  readonly arrived: number
  readonly refused: number
  readonly p99: number
  readonly pending: number
  readonly sockets: number
  readonly waiting: number
  readonly sources: Readonly<Record<string, number>>
}

export function sampleOf(tick: Tick): Sample {
  return {
    at: Date.parse(tick.at),
    arrived: tick.per_s.arrived,
    refused: tick.per_s.refused,
    p99: tick.p99_ms,
    pending: tick.pending,
    sockets: tick.ws,
    waiting: tick.handoff.waiting,
    sources: tick.source,
  }
}

const KEPT_MS = 300_000

export function kept(samples: readonly Sample[], next: Sample): Sample[] {
  return [...samples.filter(({ at }) => at < next.at && next.at - at <= KEPT_MS), next]
}

/** Answers by source within the last `ms`, the most first. Of less when less was seen. */
export function sourcesWithin(samples: readonly Sample[], ms: number): [source: string, count: number][] {
  const newest = samples.at(-1)?.at ?? 0
  const sums = new Map<string, number>()
  for (const { at, sources } of samples) {
    if (newest - at >= ms) continue
    for (const [name, count] of Object.entries(sources)) sums.set(name, (sums.get(name) ?? 0) + count)
  }
  return [...sums].filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1])
}

export type Trouble =
  | { readonly kind: 'store' | 'nobody' }
  | { readonly kind: 'level'; readonly level: number }
  | { readonly kind: 'slow' | 'lag'; readonly ms: number }
  | { readonly kind: 'breaker' | 'tool'; readonly name: string }
  | { readonly kind: 'refuses'; readonly name: string; readonly why: string }
  | { readonly kind: 'busy' | 'late' | 'waits'; readonly count: number }
  | { readonly kind: 'silent'; readonly pid: number }
  | { readonly kind: 'gray' }

export const SLOW_MS = 500
const LAG_MS = 5_000
const LONG_WAIT_S = 180

/** The troubles, the worst first. `status` is asked for less often than ticks come, and may not be there yet. */
export function troublesOf(tick: Tick, status: Status | undefined): Trouble[] {
  const { level, p99_ms: p99, per_s: perS, handoff, seats } = tick
  const processes = status === undefined ? [] : processesOf(status)
  const lagMs = status?.pending_lag_ms ?? 0
  const found: (Trouble | false)[] = [
    processes.some(({ checks }) => checks.store === 'away') && { kind: 'store' },
    level.n >= 2 && { kind: 'level', level: level.n },
    p99 > SLOW_MS && { kind: 'slow', ms: p99 },
    ...tick.vendor.filter(isOpen).map(({ name }) => ({ kind: 'breaker', name }) as const),
    ...refusing(processes),
    ...tick.tools.filter(isOpen).map(({ name }) => ({ kind: 'tool', name }) as const),
    perS.refused > 0 && { kind: 'busy', count: perS.refused },
    lagMs > LAG_MS && { kind: 'lag', ms: lagMs },
    handoff.waiting > 0 && seats.online === 0 && { kind: 'nobody' },
    seats.late > 0 && { kind: 'late', count: seats.late },
    (handoff.oldest_s ?? 0) > LONG_WAIT_S && { kind: 'waits', count: handoff.oldest_s ?? 0 },
    ['worse', 'rolled-back'].includes(tick.gray.state) && { kind: 'gray' },
    ...processes.filter(({ is_silent }) => is_silent).map(({ pid }) => ({ kind: 'silent', pid }) as const),
  ]
  return found.filter(trouble => trouble !== false)
}

const isOpen = ({ breaker }: { readonly breaker: string }) => breaker === 'open'

function refusing(processes: readonly ProcessStatus[]): Trouble[] {
  const words = new Map<string, string>()
  for (const { vendors } of processes)
    for (const { vendor, refuses } of vendors) if (refuses !== undefined) words.set(vendor, refuses)
  return [...words].map(([name, why]) => ({ kind: 'refuses', name, why }))
}

export function processesOf(status: Status): readonly ProcessStatus[] {
  return status.processes ?? [status]
}

// What the page shows, computed from what the server says. Pure.
import type { ProcessStatus, Status, VendorNow } from './server.js'

/** Sums of a counter by one of its labels, from Prometheus text format. */
export function sumsBy(text: string, metric: string, label: string): Map<string, number> {
  const sums = new Map<string, number>()
  for (const line of text.split('\n')) {
    if (!line.startsWith(`${metric}{`) && !line.startsWith(`${metric} `)) continue
    const name = new RegExp(`[{,]${label}="([^"]*)"`).exec(line)?.[1] ?? ''
    sums.set(name, (sums.get(name) ?? 0) + Number(line.slice(line.lastIndexOf(' ') + 1)))
  }
  return sums
}

export function total(text: string, metric: string): number {
  return [...sumsBy(text, metric, '').values()].reduce((sum, each) => sum + each, 0)
}

/** One look at the cluster. */
export interface Sample {
  /** Epoch milliseconds. */
  readonly at: number
  readonly perSecond: number
  readonly p99: number
  readonly pending: number
  readonly sockets: number
  /** Answers since the start of the processes, by source. */
  readonly sources: ReadonlyMap<string, number>
  readonly refused: number
  readonly badSeconds: number
}

export function sampleOf(at: number, status: Status, metrics: string): Sample {
  return {
    at,
    perSecond: status.rates.chat_qps,
    p99: status.rates.chat_latency_p99_ms,
    pending: total(metrics, 'pending_turns'),
    sockets: total(metrics, 'ws_connections'),
    sources: sumsBy(metrics, 'chat_turns_total', 'source'),
    refused: total(metrics, 'chat_rejected_total'),
    badSeconds: total(metrics, 'bad_seconds_total'),
  }
}

const KEPT_MS = 300_000

export function kept(samples: readonly Sample[], next: Sample): Sample[] {
  return [...samples, next].filter(({ at }) => next.at - at <= KEPT_MS)
}

/** Answers by source within the last `ms`, the most first. Of less when less was seen. */
export function sourcesWithin(samples: readonly Sample[], ms: number): [source: string, count: number][] {
  const last = samples.at(-1)
  if (last === undefined) return []
  const first = samples.find(({ at }) => last.at - at <= ms) ?? last
  const grown = [...last.sources].map(([name, count]): [string, number] => {
    const before = first.sources.get(name) ?? 0
    // A counter that went back belongs to processes that were started anew.
    return [name, count >= before ? count - before : count]
  })
  return grown.filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1])
}

export type Trouble =
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'level'; readonly level: number }
  | { readonly kind: 'breaker'; readonly vendor: string }
  | { readonly kind: 'refuses'; readonly vendor: string; readonly why: string }
  | { readonly kind: 'store' }
  | { readonly kind: 'silent'; readonly pid: number }
  | { readonly kind: 'lag'; readonly ms: number }

export const SLOW_MS = 500
const LAG_MS = 5_000

/** What is wrong, the worst first. */
export function troublesOf(status: Status): Trouble[] {
  const processes = processesOf(status)
  const vendors = vendorsOf(status)
  const { level, rates, pending_lag_ms: lagMs } = status
  return [
    ...(processes.some(({ checks }) => checks.store === 'away') ? [{ kind: 'store' } as const] : []),
    ...(level >= 2 ? [{ kind: 'level', level } as const] : []),
    ...(rates.chat_latency_p99_ms > SLOW_MS
      ? [{ kind: 'slow', ms: rates.chat_latency_p99_ms } as const]
      : []),
    ...vendors.filter(isOpen).map(({ vendor }) => ({ kind: 'breaker', vendor }) as const),
    ...vendors.flatMap(({ vendor, refuses }) =>
      refuses ? [{ kind: 'refuses', vendor, why: refuses } as const] : [],
    ),
    ...(lagMs > LAG_MS ? [{ kind: 'lag', ms: lagMs } as const] : []),
    ...processes.filter(({ is_silent }) => is_silent).map(({ pid }) => ({ kind: 'silent', pid }) as const),
  ]
}

const isOpen = ({ breaker }: VendorNow) => breaker === 'open'

export function processesOf(status: Status): readonly ProcessStatus[] {
  return status.processes ?? [status]
}

/** A row a vendor, summed over the processes; a breaker is as its worst. */
export function vendorsOf(status: Status): VendorNow[] {
  const rows = new Map<string, VendorNow>()
  for (const each of processesOf(status).flatMap(({ vendors }) => vendors)) {
    const known = rows.get(each.vendor)
    rows.set(each.vendor, known === undefined ? each : joined(known, each))
  }
  return [...rows.values()]
}

function joined(a: VendorNow, b: VendorNow): VendorNow {
  const refuses = a.refuses ?? b.refuses
  return {
    vendor: a.vendor,
    breaker: [a, b].some(isOpen) ? 'open' : a.breaker === 'closed' ? b.breaker : a.breaker,
    running: a.running + b.running,
    queued: a.queued + b.queued,
    oldest_ms: Math.max(a.oldest_ms, b.oldest_ms),
    ...(refuses !== undefined && { refuses }),
  }
}

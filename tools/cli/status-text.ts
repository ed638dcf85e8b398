// /admin/status as lines for a terminal: what is wrong first, then the cluster, its vendors, its processes. Pure.
import { tableOf } from './table.js'

export interface StatusShown {
  readonly level: number
  readonly mode: string
  readonly reason: string
  readonly since: string
  readonly breaker: string
  readonly is_cluster_known: boolean
  readonly vendors: readonly VendorShown[]
  readonly processes: readonly ProcessShown[]
}

interface VendorShown {
  readonly vendor: string
  readonly breaker: string
  readonly running: number
  readonly queued: number
  readonly oldest_ms: number
  readonly refuses?: string
}

interface ProcessShown {
  readonly process: string
  readonly pid: number
  readonly version: string
  readonly is_silent: boolean | null
  readonly uptime_s: number
  readonly event_loop_delay_ms: number
  readonly store_ms: number | null
  readonly in_flight: number
  readonly pending_turns: number
  readonly pending_lag_ms: number
  readonly ws_connections: number
  readonly checks: Readonly<Record<string, string>>
  readonly rates: { readonly chat_qps: number; readonly chat_latency_p99_ms: number }
}

const LEVELS = ['full', 'lean', 'retrieval', 'people', 'notice']

export function statusText(status: StatusShown): string {
  const { level, mode, reason, since, breaker, vendors, processes } = status
  const live = processes.filter(each => each.is_silent === false)
  const perS = live.reduce((sum, { rates }) => sum + rates.chat_qps, 0)
  const p99 = Math.max(0, ...live.map(({ rates }) => rates.chat_latency_p99_ms))
  const lines = [
    ...faultsOf(status).map(fault => `! ${fault}`),
    `level ${level} ${LEVELS[level] ?? ''} (${mode}: ${reason}, since ${since})   breaker ${breaker}`,
    `${perS.toFixed(1)} first responses/s   P99 of the slowest process ${p99} ms`,
    ...(vendors.length > 0 ? ['', tableOf([vendorHead, ...vendors.map(vendorRow)])] : []),
    '',
    tableOf([processHead, ...processes.map(processRow)]),
  ]
  return `${lines.join('\n')}\n`
}

/** The faults an operator must know first. */
function faultsOf({
  level,
  mode,
  breaker,
  vendors,
  processes,
  is_cluster_known: isKnown,
}: StatusShown): string[] {
  const bad = (checks: ProcessShown['checks']) =>
    Object.entries(checks).filter(([, word]) => word !== 'ok' && word !== 'memory')
  return [
    ...(isKnown ? [] : ['the store does not answer: only this process is known']),
    ...(level >= 2 ? [`level ${level}${mode === 'manual' ? ', fixed by a person' : ''}`] : []),
    ...(breaker === 'closed' ? [] : [`the breaker of the vendor is ${breaker}`]),
    ...vendors
      .filter(({ refuses }) => refuses !== undefined)
      .map(({ vendor, refuses }) => `${vendor} refuses every call: ${refuses}`),
    ...processes
      .filter(({ is_silent: isSilent }) => isSilent)
      .map(({ pid, process }) => `process ${shortOf(process)} (pid ${pid}) is silent`),
    ...processes.flatMap(({ process, checks }) =>
      bad(checks).map(([part, word]) => `process ${shortOf(process)}: ${part} ${word}`),
    ),
  ]
}

const vendorHead = ['vendor', 'breaker', 'running', 'queued', 'oldest ms']
const vendorRow = (v: VendorShown) => [
  v.vendor,
  v.breaker,
  String(v.running),
  String(v.queued),
  String(v.oldest_ms),
]

const processHead = [
  'process',
  'pid',
  'version',
  'up s',
  'loop ms',
  'store ms',
  'turns',
  'promised',
  'lag ms',
  'sockets',
  'per s',
  'P99 ms',
]
const processRow = (p: ProcessShown) => [
  ...[shortOf(p.process), String(p.pid), p.version, String(p.uptime_s), String(p.event_loop_delay_ms)],
  ...[p.store_ms === null ? 'away' : String(p.store_ms), String(p.in_flight), String(p.pending_turns)],
  ...[
    String(p.pending_lag_ms),
    String(p.ws_connections),
    p.rates.chat_qps.toFixed(1),
    String(p.rates.chat_latency_p99_ms),
  ],
]

const shortOf = (process: string) => process.slice(0, 8)

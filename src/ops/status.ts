// The status of this process: what an operator asks first, as JSON values.
import type { Clock } from '../clock.js'
import type { PendingTurns } from '../dialog/pending/pending-turns.js'
import type { ProcessId } from '../ids.js'
import type { LevelSwitch } from '../ladder/level.js'
import type { VendorStatus } from '../llm/vendor.js'
import type { Offload } from '../offload/offload.js'
import type { Metrics } from './metrics.js'
import type { Readings } from './readings.js'

/** Marks of a process, for as long as it lives. */
export interface ProcessIdentity {
  readonly processId: ProcessId
  readonly pid: number
  readonly version: string
  /** The configured port; 0 when the system chose one. */
  readonly port: number
  /** That of its DATA_KEY. */
  readonly keyMark: string
}

export interface StatusDeps {
  /** Never jumps. */
  readonly steady: Clock
  readonly identity: ProcessIdentity
  readonly metrics: Pick<Metrics, 'recent'>
  readonly readings: Readings
  readonly levels: LevelSwitch
  readonly offload: Pick<Offload, 'ageMs' | 'threads' | 'waiting'>
  readonly pendingTurns: Pick<PendingTurns, 'lagMs'>
  /** Turns that this process holds. */
  running(): number
  vendors(): readonly VendorStatus[]
  /** A report on each of the shop's tools. */
  tools(): readonly object[]
  /** Of each part that readiness asks for: a word. */
  checks(): Readonly<Record<string, string>>
}

/** Reads the status anew at each call. */
export function createStatus(deps: StatusDeps): () => object {
  const { steady, identity, levels, metrics, readings } = deps
  const startedAt = steady.now()
  return () => {
    const level = levels.current()
    return {
      process: identity.processId,
      pid: identity.pid,
      version: identity.version,
      port: identity.port,
      key_mark: identity.keyMark,
      uptime_s: Math.floor((steady.now() - startedAt) / 1000),
      ...level,
      since: new Date(level.since).toISOString(),
      checks: deps.checks(),
      breaker: (['closed', 'open', 'probing'] as const)[readings.breakerState()],
      vendors: deps.vendors().map(vendorStatus),
      tools: deps.tools(),
      workers: workerStatus(deps.offload),
      in_flight: deps.running(),
      mailbox_depth: readings.mailboxDepth(),
      pending_turns: readings.pendingTurns(),
      pending_lag_ms: Math.round(deps.pendingTurns.lagMs()),
      ws_connections: readings.webSockets(),
      rates: { chat_qps: metrics.recent.perSecond(), chat_latency_p99_ms: Math.round(metrics.recent.p99()) },
    }
  }
}

function vendorStatus({ vendor, breaker, refusal, running, queued, oldestMs }: VendorStatus) {
  return {
    vendor,
    breaker: breaker.kind,
    running,
    queued,
    oldest_ms: Math.round(oldestMs),
    ...(refusal && { refuses: refusal.why, refuses_since: new Date(refusal.since).toISOString() }),
  }
}

function workerStatus({ threads, waiting, ageMs }: StatusDeps['offload']) {
  return { threads, waiting: waiting(), age_ms: Math.round(ageMs()) }
}

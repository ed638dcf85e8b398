// Builds the status of a process as operators see it, and the view of the whole cluster made of it.
import type { Clock } from '../clock.js'
import type { Config } from '../config/config.js'
import type { ChatService } from '../dialog/chat-service.js'
import type { LevelSwitch } from '../ladder/level.js'
import type { LlmClient } from '../llm/llm-client.js'
import type { Offload } from '../offload/offload.js'
import { type ClusterView, createClusterView } from '../ops/cluster-view.js'
import type { Log } from '../ops/log.js'
import type { Metrics, Readings } from '../ops/metrics.js'
import type { HostInfo } from './basics.js'
import type { Cluster } from './cluster.js'
import type { State } from './state.js'

export interface StatusWiringDeps {
  readonly clock: Clock
  readonly steady: Clock
  readonly log: Log
  readonly metrics: Metrics
  readonly readings: Readings
  readonly hostInfo: HostInfo
  readonly processId: string
  readonly state: State
  readonly cluster: Cluster
  readonly chats: Pick<ChatService, 'running'>
  readonly levels: LevelSwitch
  readonly offload: Pick<Offload, 'ageMs' | 'threads' | 'waiting'>
  readonly vendor: Pick<LlmClient, 'status'> | undefined
  checks(): Readonly<Record<string, string>>
}

export function buildStatus(config: Config, deps: StatusWiringDeps): ClusterView {
  const { state, processId, steady, metrics, log } = deps
  const startedAt = steady.now()
  const uptimeS = () => Math.floor((steady.now() - startedAt) / 1000)
  return createClusterView({
    ...{ reports: state.reports, processId, steady, metrics: metrics.read },
    status: () => ({ ...identityOf(deps), port: config.port, uptime_s: uptimeS(), ...standingOf(deps) }),
    onError: err => log.debug({ err }, 'cluster not asked for its status'),
  })
}

function identityOf({ hostInfo, processId }: StatusWiringDeps) {
  return { process: processId, pid: hostInfo.pid, version: hostInfo.version }
}

function standingOf(deps: StatusWiringDeps) {
  const { levels, readings, cluster, chats, offload, metrics } = deps
  const level = levels.current()
  return {
    ...level,
    since: new Date(level.since).toISOString(),
    checks: deps.checks(),
    breaker: (['closed', 'open', 'probing'] as const)[readings.breakerState()],
    vendors: (deps.vendor?.status() ?? []).map(({ vendor, breaker, refusal, running, queued, oldestMs }) => ({
      ...{ vendor, breaker: breaker.kind, running, queued, oldest_ms: Math.round(oldestMs) },
      ...(refusal && { refuses: refusal.why, refuses_since: new Date(refusal.since).toISOString() }),
    })),
    workers: {
      threads: offload.threads,
      waiting: offload.waiting(),
      age_ms: Math.round(offload.ageMs()),
    },
    in_flight: chats.running(),
    mailbox_depth: readings.mailboxDepth(),
    pending_turns: readings.pendingTurns(),
    pending_lag_ms: Math.round(cluster.pendingTurns.lagMs()),
    ws_connections: readings.webSockets(),
    rates: { chat_qps: metrics.recent.perSecond(), chat_latency_p99_ms: Math.round(metrics.recent.p99()) },
  }
}

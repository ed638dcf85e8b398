// Builds the status of this process, and the view of the whole cluster made of it.
import type { Clock } from '../clock.js'
import type { Config } from '../config/config.js'
import type { ChatService } from '../dialog/chat-service.js'
import type { LevelSwitch } from '../ladder/level.js'
import type { LlmClient } from '../llm/llm-client.js'
import type { Offload } from '../offload/offload.js'
import { type ClusterView, createClusterView } from '../ops/cluster-view.js'
import type { Log } from '../ops/log.js'
import type { Metrics } from '../ops/metrics.js'
import type { MutableReadings } from '../ops/readings.js'
import { createStatus } from '../ops/status.js'
import { type KeyedHash, markOf } from '../privacy/keyed-hash.js'
import type { HostInfo } from './basics.js'
import type { Cluster } from './cluster.js'
import type { ShopParts } from './shop.js'
import type { State } from './state.js'

export interface StatusWiringDeps {
  readonly steady: Clock
  readonly log: Log
  readonly metrics: Metrics
  readonly readings: MutableReadings
  readonly hostInfo: HostInfo
  readonly processId: string
  readonly state: State
  readonly cluster: Cluster
  readonly chats: Pick<ChatService, 'running'>
  readonly levels: LevelSwitch
  readonly offload: Offload
  readonly keyedHash: KeyedHash
  readonly vendor: Pick<LlmClient, 'status'> | undefined
  readonly shop: Pick<ShopParts, 'toolReports'>
  checks(): Readonly<Record<string, string>>
}

export function buildStatus(config: Config, deps: StatusWiringDeps): ClusterView {
  const { state, processId, steady, metrics, readings, levels, offload, hostInfo, log } = deps
  readings.pendingLagMs = () => deps.cluster.pendingTurns.lagMs()
  readings.isStoreUp = () => state.check() !== 'away'
  const status = createStatus({
    steady,
    identity: {
      processId,
      pid: hostInfo.pid,
      version: hostInfo.version,
      port: config.port,
      keyMark: markOf(deps.keyedHash),
    },
    metrics,
    readings,
    levels,
    offload,
    pendingTurns: deps.cluster.pendingTurns,
    running: deps.chats.running,
    vendors: () => deps.vendor?.status() ?? [],
    tools: deps.shop.toolReports,
    checks: deps.checks,
  })
  return createClusterView({
    reports: state.reports,
    processId,
    steady,
    status,
    metrics: metrics.read,
    onError: err => log.debug({ err }, 'cluster not asked for its status'),
  })
}

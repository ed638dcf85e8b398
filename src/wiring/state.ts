// Builds the shared state: this process's memory, or Redis. What is told apart here is told apart nowhere else.
import { every } from '../admission/every.js'
import type { Quota, QuotaName, QuotaRule } from '../admission/quota.js'
import { createMemoryQuota } from '../admission/quota.memory.js'
import { createRedisQuota } from '../admission/quota.redis.js'
import { type AuditStreams, perStream } from '../audit/audit.js'
import { createMemoryAudit } from '../audit/audit.memory.js'
import { createRedisAudit } from '../audit/audit.redis.js'
import type { Clock } from '../clock.js'
import type { Bus, OnMessage } from '../cluster/bus.js'
import { createMemoryBus } from '../cluster/bus.memory.js'
import { createRedisBus } from '../cluster/bus.redis.js'
import type { Heartbeats } from '../cluster/members.js'
import { createMemoryHeartbeats } from '../cluster/members.memory.js'
import { createRedisHeartbeats } from '../cluster/members.redis.js'
import type { Config } from '../config/config.js'
import type { Conversations } from '../dialog/follow/conversations.js'
import { createMemoryConversations } from '../dialog/follow/conversations.memory.js'
import { createRedisConversations } from '../dialog/follow/conversations.redis.js'
import type { Pending } from '../dialog/pending/pending.js'
import { createMemoryPending } from '../dialog/pending/pending.memory.js'
import { createRedisPending } from '../dialog/pending/pending.redis.js'
import type { DocumentStore } from '../documents/documents.js'
import { createMemoryDocuments } from '../documents/documents.memory.js'
import { createRedisDocuments } from '../documents/documents.redis.js'
import type { FaqEntry } from '../faq/entries.js'
import { type Opinions, opinionLimits } from '../feedback/opinions.js'
import { createMemoryOpinions } from '../feedback/opinions.memory.js'
import { createRedisOpinions } from '../feedback/opinions.redis.js'
import type { GrayTallies } from '../gray/tallies.js'
import { createMemoryGrayTallies } from '../gray/tallies.memory.js'
import { createRedisGrayTallies } from '../gray/tallies.redis.js'
import type { Leases } from '../hot/leases.js'
import { createMemoryLeases } from '../hot/leases.memory.js'
import { createRedisLeases } from '../hot/leases.redis.js'
import type { ProcessId } from '../ids.js'
import type { LevelStore } from '../ladder/level-store.js'
import { createMemoryLevelStore } from '../ladder/level-store.memory.js'
import { createRedisLevelStore } from '../ladder/level-store.redis.js'
import type { TokenCounts } from '../ladder/token-counts.js'
import { createMemoryTokenCounts } from '../ladder/token-counts.memory.js'
import { createRedisTokenCounts } from '../ladder/token-counts.redis.js'
import type { ClusterChanges } from '../live/changes.js'
import { createMemoryChanges } from '../live/changes.memory.js'
import { createRedisChanges } from '../live/changes.redis.js'
import type { LiveReports } from '../live/reports.js'
import { createMemoryLiveReports } from '../live/reports.memory.js'
import { createRedisLiveReports } from '../live/reports.redis.js'
import { type BreakerShares, PROBE_GRACE_MS } from '../llm/breaker-share.js'
import { createMemoryBreakerShares } from '../llm/breaker-share.memory.js'
import { createRedisBreakerShares } from '../llm/breaker-share.redis.js'
import type { CountedSeconds } from '../ops/counted-seconds.js'
import { createMemoryCountedSeconds } from '../ops/counted-seconds.memory.js'
import { createRedisCountedSeconds } from '../ops/counted-seconds.redis.js'
import type { Log } from '../ops/log.js'
import type { Metrics } from '../ops/metrics.js'
import type { ProcessReports } from '../ops/process-reports.js'
import { createMemoryProcessReports } from '../ops/process-reports.memory.js'
import { createRedisProcessReports } from '../ops/process-reports.redis.js'
import { auditKey, quotaKeys } from '../redis/keys.js'
import { createRedisTime } from '../redis/redis-time.js'
import { createScripts, createWrites } from '../redis/scripts.js'
import { createWaitReplicas, unreplicated } from '../redis/wait-replicas.js'
import { type Reflux, refluxLimits } from '../reflux/reflux.js'
import { createMemoryReflux } from '../reflux/reflux.memory.js'
import { createRedisReflux } from '../reflux/reflux.redis.js'
import type { Settings } from '../settings/settings.js'
import { createMemorySettings } from '../settings/settings.memory.js'
import { createRedisSettings } from '../settings/settings.redis.js'
import { type Deliveries, deliveryLimits } from '../webhooks/deliveries.js'
import { createMemoryDeliveries } from '../webhooks/deliveries.memory.js'
import { createRedisDeliveries } from '../webhooks/deliveries.redis.js'
import { type DialogState, memoryDialogState, redisDialogState } from './dialog-state.js'
import { upgradeOver } from './earlier-settings.js'
import { openRedis, shareSecret } from './open-redis.js'
import { type StateBounds, stateBounds } from './state-bounds.js'

export interface State extends DialogState {
  readonly beats: Heartbeats
  readonly pending: Pending
  readonly levelStore: LevelStore
  readonly tokenCounts: TokenCounts
  readonly settings: Settings
  readonly documents: DocumentStore
  readonly leases: Leases
  readonly breakers: BreakerShares
  readonly reports: ProcessReports
  readonly countedSeconds: CountedSeconds
  readonly liveReports: LiveReports
  readonly changes: ClusterChanges
  readonly grayTallies: GrayTallies
  readonly reflux: Reflux
  readonly audit: AuditStreams
  readonly conversations: Conversations
  readonly opinions: Opinions
  readonly deliveries: Deliveries
  bus(onMessage: OnMessage): Bus
  quota(name: QuotaName, rule: QuotaRule, liveProcesses: () => number): Quota
  /** The secret that all processes share under this name: the one kept before, or else this one. */
  share(name: string, secret: string): Promise<string>
  /** A word for /readyz: 'memory', 'ok' or 'away'. */
  check(): string
  /** Calls the listener when a part of the store is back, which may have lost its newest writes. */
  onReturn(listener: () => void): void
  close(): Promise<void>
}

export interface StateWiringDeps {
  readonly clock: Clock
  /** Never jumps. */
  readonly steady: Clock
  readonly log: Log
  readonly metrics: Pick<Metrics, 'busMessageDropped'>
  onStray(topic: string): void
  /** The incarnation of this process. */
  readonly processId: ProcessId
  readonly faqFile: readonly FaqEntry[]
  newId(): string
}

/** A message that was lost costs no more than this. */
const REREAD_MS = 1_000
const CUSTOMERS_REMEMBERED = 100_000

export function buildState(config: Config, deps: StateWiringDeps): Promise<State> | State {
  const bounds = stateBounds(config)
  return config.redisUrl === '' ? memoryState(config, bounds, deps) : redisState(config, bounds, deps)
}

function memoryState(config: Config, { limits, audit }: StateBounds, deps: StateWiringDeps): State {
  const { clock, steady, newId, log, processId } = deps
  log.warn('state is in memory: this process alone, forgotten at exit')
  const talks = memoryDialogState({ clock, newId }, limits)
  const settings = createMemorySettings(newId)
  return {
    ...talks,
    settings,
    documents: createMemoryDocuments(clock, settings),
    beats: createMemoryHeartbeats(clock),
    pending: createMemoryPending(clock),
    levelStore: createMemoryLevelStore(clock),
    tokenCounts: createMemoryTokenCounts(clock)(processId),
    leases: createMemoryLeases(clock)(processId),
    breakers: createMemoryBreakerShares(clock, config.llmTimeoutMs + PROBE_GRACE_MS)(processId),
    reports: createMemoryProcessReports(clock),
    countedSeconds: createMemoryCountedSeconds()(processId),
    opinions: createMemoryOpinions({ clock, ...talks }, opinionLimits),
    liveReports: createMemoryLiveReports(clock),
    changes: createMemoryChanges(clock),
    grayTallies: createMemoryGrayTallies(clock),
    reflux: createMemoryReflux(clock, refluxLimits),
    audit: perStream(() => createMemoryAudit(clock, audit)),
    deliveries: createMemoryDeliveries(clock, deliveryLimits),
    conversations: createMemoryConversations(steady, {
      customers: CUSTOMERS_REMEMBERED,
      ttlMs: limits.ttlMs,
    }),
    bus: onMessage => createMemoryBus().join(processId, onMessage),
    quota: (_name, rule) => createMemoryQuota(rule, steady),
    share: async (_name, secret) => secret,
    check: () => 'memory',
    onReturn: () => undefined,
    async close() {
      await talks.dialogs.close()
      await settings.close()
    },
  }
}

async function redisState(
  config: Config,
  { limits, audit }: StateBounds,
  deps: StateWiringDeps,
): Promise<State> {
  const { steady, log, processId, newId, faqFile, onStray } = deps
  const redis = await openRedis(config, deps)
  const { commands } = redis
  const time = createRedisTime(steady)
  const run = createScripts(redis)
  const write = createWrites(run, time)
  const onShort = (held: number) => log.warn({ held }, 'a write has fewer replicas than REDIS_WAIT_REPLICAS')
  const replicated = config.redisWaitReplicas
    ? createWaitReplicas({ redis, steady, onShort }, config.redisWaitReplicas)
    : unreplicated
  const onWalk = (reason: string) => log.info({ reason }, 'an erasure walks over all dialogs')
  const talks = redisDialogState({ redis, run, write, time, replicated, newId, processId, onWalk }, limits)
  const settings = await createRedisSettings(
    { redis, write, upgrade: upgradeOver(faqFile), newId },
    REREAD_MS,
  )
  const breakers = createRedisBreakerShares(
    { redis, run, write, processId, onError: err => log.warn({ err }, 'breaker not told') },
    { rereadMs: REREAD_MS, probeMs: config.llmTimeoutMs + PROBE_GRACE_MS },
  )
  return {
    ...talks,
    settings,
    documents: createRedisDocuments({ redis, write, settings, newId }),
    breakers,
    beats: createRedisHeartbeats(write, time),
    pending: createRedisPending(write, replicated),
    levelStore: createRedisLevelStore({ redis, write, onStray }),
    tokenCounts: createRedisTokenCounts(write, processId),
    leases: createRedisLeases({ redis, write, processId }),
    reports: createRedisProcessReports(run, write),
    countedSeconds: createRedisCountedSeconds(redis, processId),
    opinions: createRedisOpinions({ commands, run, write, onStray }, opinionLimits),
    liveReports: createRedisLiveReports(redis, write),
    changes: createRedisChanges(redis, write),
    grayTallies: createRedisGrayTallies(write),
    reflux: createRedisReflux({ commands, write, onStray }, refluxLimits),
    deliveries: createRedisDeliveries({ commands, write, onStray }, deliveryLimits),
    audit: perStream(stream => createRedisAudit({ commands, write, onStray }, auditKey(stream), audit)),
    conversations: createRedisConversations({ redis, write, isErased: talks.dialogs.isErased }, limits.ttlMs),
    bus: onMessage =>
      createRedisBus({ redis, processId, onMessage, onError: err => log.warn({ err }, 'message not sent') }),
    quota: (name, rule, liveProcesses) =>
      createRedisQuota({
        run,
        time,
        rule,
        liveProcesses,
        steady,
        every,
        log,
        keys: quotaKeys(name),
        processId,
      }),
    share: (name, secret) => shareSecret(redis, name, secret),
    check: () => (redis.nodeHealth.isAllAway() ? 'away' : 'ok'),
    onReturn: redis.nodeHealth.onReturn,
    async close() {
      await breakers.close()
      await settings.close()
      await talks.dialogs.close()
      await redis.close()
    },
  }
}

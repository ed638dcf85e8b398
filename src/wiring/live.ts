// Builds what operators watch: the live figures of this process and of the cluster.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Clock } from '../clock.js'
import type { Gray } from '../gray/gray.js'
import type { LevelSwitch } from '../ladder/level.js'
import { createLive, type Live } from '../live/live.js'
import type { LiveReport } from '../live/report.js'
import type { LlmClient } from '../llm/llm-client.js'
import { createBadSeconds } from '../ops/bad-seconds.js'
import { residentBytes } from '../ops/host.js'
import type { Log } from '../ops/log.js'
import type { Metrics } from '../ops/metrics.js'
import type { Readings } from '../ops/readings.js'
import type { Cluster } from './cluster.js'
import type { News } from './news.js'
import type { SeatParts } from './seats.js'
import type { State } from './state.js'

export interface LiveWiringDeps {
  readonly clock: Clock
  readonly log: Log
  readonly processId: string
  readonly state: State
  readonly cluster: Cluster
  readonly metrics: Metrics
  readonly readings: Readings
  readonly levels: LevelSwitch
  readonly vendor: Pick<LlmClient, 'status'> | undefined
  readonly news: News
  readonly seats: Pick<SeatParts, 'figures'>
  readonly gray: Pick<Gray, 'release'>
}

/** Milliseconds between the samples of the event loop's delay. */
const LAG_SAMPLE_MS = 20

export function buildLive(deps: LiveWiringDeps): Live {
  const { clock, log, processId, state, cluster, metrics, levels, news } = deps
  const onError = (err: unknown) => log.debug({ err }, 'live figures not exchanged')
  const badSeconds = createBadSeconds({
    clock,
    tallies: metrics.seconds,
    counted: state.countedSeconds,
    onBad: metrics.badSecond,
    onError: err => log.debug({ err }, 'bad second not claimed, will be again'),
  })
  const lag = monitorEventLoopDelay({ resolution: LAG_SAMPLE_MS })
  lag.enable()
  const figures = () => ({ ...figuresOf(deps), bad_seconds_1h: badSeconds.lastHour(), loop_ms: lagOf(lag) })
  const live = createLive({
    clock,
    processId,
    reports: state.liveReports,
    changes: state.changes,
    onError,
    state() {
      const { state, percent } = deps.gray.release()
      return { level: levels.current(), gray: { state, percent } }
    },
    report(wantsTurns) {
      news.notices.membersAre(cluster.members.live())
      news.notices.storeIs(state.check())
      return { ...figures(), wantsTurns, turns: news.turns.newest() }
    },
    onWanted: news.turns.wanted,
  })
  return {
    ...live,
    async close() {
      lag.disable()
      await live.close()
      await badSeconds.close()
      await news.notices.close()
    },
  }
}

type Figures = Omit<LiveReport, 'bad_seconds_1h' | 'loop_ms' | 'wantsTurns' | 'turns'>

function figuresOf({ metrics, readings, news, vendor, seats }: LiveWiringDeps): Figures {
  const counts = metrics.counts.lastSecond()
  const count = (name: string) => counts[name] ?? 0
  const bySource = Object.entries(counts).filter(([name]) => name.startsWith(SOURCE))
  return {
    per_s: {
      arrived: count('arrived'),
      ok: Math.max(0, count('responded') - count('pending')),
      pending: count('pending'),
      refused: count('refused'),
    },
    source: Object.fromEntries(bySource.map(([name, sum]) => [name.slice(SOURCE.length), sum])),
    p99_ms: Math.round(metrics.recent.p99()),
    answer_p99_ms: Math.round(metrics.recentAnswers.p99()),
    vendor: news.vendors.figures(vendor?.status() ?? []),
    tools: news.tools.figures(),
    pending: readings.pendingTurns(),
    ws: readings.webSockets(),
    desk: seats.figures(),
    rss: residentBytes(),
  }
}

const SOURCE = 'source:'

/** Of the time since it was asked last. */
function lagOf(lag: ReturnType<typeof monitorEventLoopDelay>): number {
  const ms = Math.max(0, lag.percentile(99) / 1e6 - LAG_SAMPLE_MS)
  lag.reset()
  return Number.isFinite(ms) ? Math.round(ms) : 0
}

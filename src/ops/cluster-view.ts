// The whole cluster as any one process of it tells operators: the status of each, and metrics that are everybody's.
// Each process puts its report every two seconds, and once more before it tells of the others, so that what was told is
// stored and no sum that is told a second later is smaller, whichever process is asked. No turn pays for any of this,
// and neither does it pay for those who ask often: metrics are made at most once a second.
import type { Clock } from '../clock.js'
import { repeat } from '../timers.js'
import { gaugesOf, type MetricReading, sumsOf, totalText } from './merge-metrics.js'
import type { ProcessReport, ProcessReports, ReportsReading } from './process-reports.js'

export interface ClusterViewDeps {
  readonly reports: ProcessReports
  /** The incarnation of this process. */
  readonly processId: string
  /** Never jumps. */
  readonly steady: Clock
  /** The status of this process; JSON values. */
  status(): object
  metrics(): Promise<MetricReading[]>
  /** Called when the store could not be asked. */
  onError(error: unknown): void
}

export interface ClusterView {
  /** This process's status, and the last one that each process of the cluster gave, its own included. */
  status(): Promise<ClusterStatus>
  /** The metrics of the cluster in Prometheus text format, at most a second old. */
  render(): Promise<string>
  close(): Promise<void>
}

/** JSON values. */
export interface ClusterStatus {
  readonly processes: readonly ProcessStatus[]
  readonly [member: string]: unknown
}

interface ProcessStatus {
  /** Null: that cannot be told now. */
  readonly is_silent: boolean | null
  readonly [member: string]: unknown
}

/** The report of a process besides its sums. */
interface Rest {
  readonly status: object
  readonly gauges: MetricReading[]
}

const PUT_MS = 2_000
/** A process whose report is older is silent: dead, frozen or cut off. Its gauges count no more. */
const FRESH_MS = 3 * PUT_MS
/** A silent process is remembered for so long, and then its counts belong to the past. Should it wake after that, they
 *  would be there twice. */
const RETIRE_MS = 600_000
const SWEEP_MS = 60_000
/** Metrics younger than this are told again: making them costs milliseconds and two calls to the store. */
const RENDERED_MS = 1_000
const nothingKnown: ReportsReading = { entries: new Map(), past: {} }

export function createClusterView(deps: ClusterViewDeps): ClusterView {
  const { reports, processId, steady, onError } = deps
  let storeMs: number | undefined
  /** While the store is away the others' counts stay as they were: a sum never falls. */
  let known = nothingKnown
  let isKnown = false

  async function reportNow(): Promise<ProcessReport & { readonly rest: Rest }> {
    const metrics = await deps.metrics()
    const lag = metrics.find(({ name }) => name === 'nodejs_eventloop_lag_p99_seconds')?.values[0]?.value ?? 0
    const status = {
      ...deps.status(),
      event_loop_delay_ms: Math.round(lag * 1000),
      store_ms: storeMs === undefined ? null : Math.round(storeMs * 10) / 10,
    }
    return { sums: sumsOf(metrics), rest: { status, gauges: gaugesOf(metrics) } }
  }

  async function put(): Promise<ProcessReport & { readonly rest: Rest }> {
    const report = await reportNow()
    const sentAt = steady.now()
    try {
      await reports.put(processId, report)
      storeMs = steady.now() - sentAt
    } catch (error) {
      storeMs = undefined
      onError(error)
    }
    return report
  }

  async function refresh(): Promise<void> {
    try {
      known = await reports.read()
      isKnown = true
    } catch (error) {
      isKnown = false
      onError(error)
    }
  }

  async function sweep(): Promise<void> {
    await refresh()
    if (!isKnown) return
    const gone = [...known.entries].filter(([, { ageMs }]) => ageMs > RETIRE_MS)
    await Promise.all(gone.map(([other]) => reports.retire(other))).catch(onError)
  }

  const putting = repeat(async () => void (await put()), PUT_MS)
  const sweeping = repeat(sweep, SWEEP_MS)

  /** This process's report of now, and the others' last ones. */
  async function ask() {
    const own = await put()
    await refresh()
    const others = [...known.entries].filter(([other]) => other !== processId)
    return {
      own,
      others: others.map(([process, { ageMs, report }]) => ({ process, ageMs, ...(report as typeof own) })),
    }
  }

  async function render(): Promise<string> {
    const { own, others } = await ask()
    const fresh = isKnown ? others.filter(({ ageMs }) => ageMs <= FRESH_MS) : []
    const counts = [own.sums, ...others.map(({ sums }) => sums), known.past]
    return totalText(counts, [own.rest.gauges, ...fresh.map(({ rest }) => rest.gauges)])
  }

  let rendered: { readonly renderedAt: number; readonly text: Promise<string> } | undefined

  return {
    async status() {
      const { own, others } = await ask()
      const listed = [{ process: processId, ageMs: 0, rest: own.rest }, ...others]
      const processes = listed.map(({ process, ageMs, rest }) => ({
        process,
        age_ms: ageMs,
        is_silent: !isKnown && process !== processId ? null : ageMs > FRESH_MS,
        ...rest.status,
      }))
      return { ...own.rest.status, process: processId, is_cluster_known: isKnown, processes }
    },
    render() {
      const now = steady.now()
      if (rendered === undefined || now - rendered.renderedAt >= RENDERED_MS)
        rendered = { renderedAt: now, text: render() }
      return rendered.text
    },
    async close() {
      await putting.close()
      await sweeping.close()
      await put()
      await reports.retire(processId).catch(onError)
    },
  }
}

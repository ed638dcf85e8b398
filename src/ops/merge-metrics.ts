// Metrics of several processes made one: counters and histograms are sums, gauges follow the rule of each. Pure.
import { AggregatorRegistry } from 'prom-client'
import type { Sums } from './process-reports.js'

/** A metric as the registry tells it; a histogram's values name their own metrics. */
export interface MetricReading {
  readonly name: string
  readonly help: string
  readonly type: string
  /** How values of several processes become one. */
  readonly aggregator: string
  readonly values: readonly MetricSample[]
}

export interface MetricSample {
  readonly value: number
  readonly labels: Readonly<Record<string, string | number>>
  readonly metricName?: string
}

/** The key of a growing count in the reports: its name and labels. */
interface CountName {
  readonly name: string
  readonly help: string
  readonly type: string
  readonly metricName?: string
  readonly labels: Readonly<Record<string, string | number>>
}

const grows = ({ type }: MetricReading) => type === 'counter' || type === 'histogram'

/** A stall of one process is no comfort to its customers because the others have none. */
export function gaugesOf(metrics: readonly MetricReading[]): MetricReading[] {
  return metrics
    .filter(metric => !grows(metric))
    .map(metric =>
      metric.name.startsWith('nodejs_eventloop_lag') ? { ...metric, aggregator: 'max' } : metric,
    )
}

/** The counters and histograms; a key is the JSON of what a count is called. */
export function sumsOf(metrics: readonly MetricReading[]): Sums {
  const sums = metrics.filter(grows).flatMap(({ name, help, type, values }) =>
    values.map(({ metricName, labels, value }) => {
      const count: CountName = { name, help, type, ...(metricName !== undefined && { metricName }), labels }
      return [JSON.stringify(count), value] as const
    }),
  )
  return Object.fromEntries(sums)
}

/** One text in Prometheus's format: the counts of all processes, and the gauges of those that live. */
export function totalText(counts: readonly Sums[], gauges: readonly MetricReading[][]): Promise<string> {
  return AggregatorRegistry.aggregate([...counts.map(metricsOf), ...gauges]).metrics()
}

function metricsOf(sums: Sums): MetricReading[] {
  const byName = new Map<
    string,
    CountName & { readonly aggregator: string; readonly values: MetricSample[] }
  >()
  for (const [key, value] of Object.entries(sums)) {
    const count = JSON.parse(key) as CountName
    const { name, metricName, labels } = count
    const metric = byName.get(name) ?? { ...count, aggregator: 'sum', values: [] }
    byName.set(name, metric)
    metric.values.push({ value, labels, ...(metricName !== undefined && { metricName }) })
  }
  return [...byName.values()]
}

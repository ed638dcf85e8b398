// Gauges: values that are read when somebody scrapes.
import { Gauge, type Registry } from 'prom-client'

type ReadGauge = readonly [help: string, read: () => number]

/** Gauges are read when somebody looks. `aggregator` makes the processes' values one. */
export function gaugeAll(
  registry: Registry,
  aggregator: 'sum' | 'max' | 'min',
  gauges: Readonly<Record<string, ReadGauge>>,
): void {
  for (const [name, [help, read]] of Object.entries(gauges)) {
    new Gauge({
      name,
      help,
      aggregator,
      registers: [registry],
      collect() {
        this.set(read())
      },
    })
  }
}

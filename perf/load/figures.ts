// The figures of a run of load: counts and an HDR histogram of latencies in microseconds.
import { build } from 'hdr-histogram-js'
import type { Outcome } from './connection.js'

export interface Figures {
  readonly seconds: number
  readonly requests: number
  readonly perS: number
  /** Responses by status, transport errors by code. */
  readonly ends: Readonly<Record<string, number>>
  /** Milliseconds. */
  readonly mean: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly p999: number
  readonly max: number
}

export interface Meter {
  record(outcome: Outcome, latencyMs: number): void
  /** Forgets what was recorded: the end of a warm-up. */
  reset(): void
  figures(seconds: number): Figures
}

export function createMeter(): Meter {
  const histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 300_000_000,
    numberOfSignificantValueDigits: 3,
    useWebAssembly: false,
  })
  let ends: Record<string, number> = {}
  let requests = 0

  const ms = (percentile: number) => histogram.getValueAtPercentile(percentile) / 1000

  return {
    record(outcome, latencyMs) {
      requests++
      const end = typeof outcome === 'string' ? outcome : outcome.status
      ends[end] = (ends[end] ?? 0) + 1
      histogram.recordValue(Math.max(1, Math.round(latencyMs * 1000)))
    },
    reset() {
      requests = 0
      ends = {}
      histogram.reset()
    },
    figures: seconds => ({
      seconds,
      requests,
      perS: Math.round(requests / seconds),
      ends: { ...ends },
      mean: histogram.mean / 1000,
      p50: ms(50),
      p90: ms(90),
      p99: ms(99),
      p999: ms(99.9),
      max: ms(100),
    }),
  }
}

// The last ten seconds, second by second: what the gauges chat_qps and chat_latency_p99 show.
import type { Histogram } from 'hdr-histogram-js'
// The class alone: the package's entry also loads what reads and writes logs of histograms, which makes a start longer.
import int32Histogram from 'hdr-histogram-js/dist/Int32Histogram.js'
import type { Clock } from '../clock.js'

export interface RecentLatency {
  /** Notes one event that took `ms`. */
  record(ms: number): void
  /** Events a second. */
  perSecond(): number
  /** 99th percentile in milliseconds; 0 when nothing happened. */
  p99(): number
}

const SECONDS = 10
/** Longest time that is told apart, in milliseconds: the largest deadline. */
const LONGEST_MS = 120_000

interface SecondSlot {
  second: number
  readonly histogram: Histogram
}

const SHORTEST_MS = 1
const DIGITS = 2

const newHistogram = (): Histogram => new int32Histogram.default(SHORTEST_MS, LONGEST_MS, DIGITS)

export function createRecentLatency(clock: Clock): RecentLatency {
  const slots: SecondSlot[] = Array.from({ length: SECONDS }, () => ({
    second: -1,
    histogram: newHistogram(),
  }))

  const slotOf = (second: number): SecondSlot => {
    const slot = slots[second % SECONDS] as SecondSlot
    if (slot.second !== second) {
      slot.second = second
      slot.histogram.reset()
    }
    return slot
  }
  const fresh = (): Histogram => {
    const sum = newHistogram()
    const oldest = Math.floor(clock.now() / 1000) - SECONDS
    for (const slot of slots) if (slot.second > oldest) sum.add(slot.histogram)
    return sum
  }

  return {
    record: ms =>
      slotOf(Math.floor(clock.now() / 1000)).histogram.recordValue(Math.min(Math.max(ms, 0), LONGEST_MS)),
    perSecond: () => fresh().totalCount / SECONDS,
    p99: () => {
      const sum = fresh()
      return sum.totalCount === 0 ? 0 : sum.getValueAtPercentile(99)
    },
  }
}

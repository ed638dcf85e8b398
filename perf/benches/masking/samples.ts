// Messages and measures that the masking cases share.
import { createSegmenter } from '../../../src/text/segmenter.js'
import { percentile } from '../../rehearse/seconds.js'
import { loadCorpus } from './corpus.js'

export const segmenter = createSegmenter()

/** The labelled messages: clean ones and ones with personal data. */
export const messages: readonly string[] = [...loadCorpus('tune'), ...loadCorpus('held')].map(
  ({ text }) => text,
)

/** Some 2 KB of UTF-8: messages joined, which is as long as a message may get with Han characters. */
export const longMessages: readonly string[] = Array.from({ length: 50 }, (_, i) =>
  Array.from({ length: 200 }, (_, k) => messages[(i * 37 + k) % messages.length])
    .join('，')
    .slice(0, 700),
)

export interface Spread {
  readonly p50: number
  readonly p99: number
}

/** Microseconds of each call: by the clock, and of processor time, which a busy machine does not lengthen. */
export function measure(texts: readonly string[], rounds: number, work: (text: string) => void) {
  for (const text of texts) for (let i = 0; i < 20; i++) work(text)
  const clock: number[] = []
  const processor: number[] = []
  for (let round = 0; round < rounds; round++) {
    for (const text of texts) {
      const cpu = process.cpuUsage()
      const start = performance.now()
      work(text)
      clock.push((performance.now() - start) * 1000)
      const { user, system } = process.cpuUsage(cpu)
      processor.push(user + system)
    }
  }
  return { clockUs: spreadOf(clock), processorUs: spreadOf(processor) }
}

function spreadOf(samples: readonly number[]): Spread {
  const at = (share: number) => Number((percentile(samples, share) ?? 0).toFixed(1))
  return { p50: at(0.5), p99: at(0.99) }
}

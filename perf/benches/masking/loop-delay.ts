// The event loop's delay by 2 KB messages under load. Bursts at a fixed pace, masked inline and in the pool.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { pause } from '../../../src/clock.js'
import { createMasker } from '../../../src/privacy/mask.js'
import { createRules } from '../../../src/privacy/rules.js'
import { encodeMessage } from '../../../src/prompt/fragment.js'
import { report } from '../../machine.js'
import { startBatching } from './pool.js'
import { longMessages, segmenter } from './samples.js'

const EVERY_MS = 10
const BURST = 3
const ROUNDS = 200

export async function loopDelay(): Promise<void> {
  const { mask } = createMasker(createRules(segmenter, []))
  const offload = await startBatching()
  try {
    await feel('nothing', async () => undefined)
    await feel('masked inline', async text => encodeMessage('user', mask(text).text))
    await feel('masked in the pool', text => offload.prepare({ text, matches: 0 }))
  } finally {
    await offload.close()
  }
}

async function feel(what: string, prepare: (text: string) => Promise<unknown>): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  const asked: Promise<unknown>[] = []
  delay.enable()
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < BURST; i++) asked.push(prepare(longMessages[(round + i) % longMessages.length] ?? ''))
    await pause(EVERY_MS)
  }
  await Promise.all(asked)
  delay.disable()
  const ms = (ns: number) => Number((ns / 1e6).toFixed(2))
  report({
    case: `event-loop delay, 2 KB messages ${what}`,
    perSecond: (BURST * 1000) / EVERY_MS,
    delayMs: { p50: ms(delay.percentile(50)), p99: ms(delay.percentile(99)), max: ms(delay.max) },
  })
}

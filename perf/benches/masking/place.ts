// Where should a message be masked? What the main thread pays for it inline, as a task of its own in the pool, and in
// micro-batches; and what the whole process pays. The messages of a burst arrive in one tick, those of a stream a few a
// tick.
import { readFileSync } from 'node:fs'
import { createMasker } from '../../../src/privacy/mask.js'
import { createRules } from '../../../src/privacy/rules.js'
import { encodeMessage } from '../../../src/prompt/fragment.js'
import { report } from '../../machine.js'
import { startBatching, startSingle } from './pool.js'
import { longMessages, messages, segmenter } from './samples.js'

const BURST = 64
const BURSTS = 60

export async function costByPlace(): Promise<void> {
  const { mask } = createMasker(createRules(segmenter, []))
  const single = startSingle()
  const offload = await startBatching()
  const places = {
    inline: async text => encodeMessage('user', mask(text).text),
    'pool, one a task': single.prepare,
    'pool, micro-batches': text => offload.prepare({ text, matches: 0 }),
  } satisfies Readonly<Record<string, (text: string) => Promise<unknown>>>
  try {
    for (const [what, texts] of Object.entries({ usual: messages, '2 KB': longMessages })) {
      for (const [place, prepare] of Object.entries(places)) {
        await burst(texts, prepare)
        const costs = await costsOf(() => burst(texts, prepare))
        report({ case: `a message (${what}), ${place}`, ...costs, burst: BURST })
      }
    }
    const place = 'pool, micro-batches'
    for (const perTick of [1, 3]) {
      await stream(perTick, places[place])
      const costs = await costsOf(() => stream(perTick, places[place]))
      report({ case: `a message (usual), ${place}`, ...costs, perTick })
    }
  } finally {
    await single.close()
    await offload.close()
  }
}

async function burst(texts: readonly string[], prepare: (text: string) => Promise<unknown>): Promise<void> {
  for (let i = 0; i < BURSTS; i++) {
    const some = Array.from({ length: BURST }, (_, k) => texts[(i * BURST + k) % texts.length] ?? '')
    await Promise.all(some.map(prepare))
  }
}

/** The load of all bursts, a few messages in each tick of the event loop. */
async function stream(perTick: number, prepare: (text: string) => Promise<unknown>): Promise<void> {
  const asked: Promise<unknown>[] = []
  while (asked.length < BURST * BURSTS) {
    for (let k = 0; k < perTick; k++) asked.push(prepare(messages[asked.length % messages.length] ?? ''))
    await new Promise(setImmediate)
  }
  await Promise.all(asked)
}

/** Microseconds of processor time a message: of the main thread, and of all threads. */
async function costsOf(work: () => Promise<void>): Promise<{ mainThreadUs: number; processUs: number }> {
  const before = { main: mainThreadNs() / 1000, all: process.cpuUsage() }
  await work()
  const { user, system } = process.cpuUsage(before.all)
  const aMessage = (us: number) => Number((us / (BURST * BURSTS)).toFixed(1))
  return { mainThreadUs: aMessage(mainThreadNs() / 1000 - before.main), processUs: aMessage(user + system) }
}

/** The kernel's count for the thread (proc(5), schedstat): the first number is time on a processor, in nanoseconds. */
function mainThreadNs(): number {
  return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0])
}

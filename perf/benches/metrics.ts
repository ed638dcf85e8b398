// What being counted costs a turn, and what telling the counts costs a process. Microseconds of CPU, the lowest of many
// short rounds.
//   npm run perf -- metrics
import { systemClock } from '../../src/clock.js'
import { createMetrics } from '../../src/ops/metrics.js'
import { createReadings } from '../../src/ops/readings.js'
import { report } from '../machine.js'

const ROUNDS = 40
const TURNS = 5_000
const READS = 20
const answer = { source: 'llm', level: 0 } as const

async function lowest(runs: number, run: (n: number) => unknown): Promise<number> {
  let us = Number.POSITIVE_INFINITY
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage()
    for (let n = 0; n < runs; n++) await run(n)
    const { user, system } = process.cpuUsage(before)
    us = Math.min(us, (user + system) / runs)
  }
  return us
}

export async function run(): Promise<void> {
  const metrics = createMetrics(systemClock, createReadings({}))
  /** Everything that a turn is counted by which the vendor answers. */
  const vendorTurn = (n: number) => {
    const ms = 20 + (n % 300)
    metrics.responded(ms)
    metrics.served({ arrivedAt: Date.now() - ms, limitMs: 500, isFault: false })
    metrics.vendorCalled('answered')
    metrics.vendorTokens('prompt', 200 + (n % 50))
    metrics.vendorTokens('completion', 40 + (n % 20))
    metrics.answered(ms, answer)
  }
  const refusal = (n: number) => {
    metrics.served({ arrivedAt: Date.now() - (n % 5), limitMs: 500, isFault: false })
    metrics.rejected('overloaded')
  }
  const idle = await lowest(TURNS, n => n)
  for (const [name, counted] of [
    ['a turn that the vendor answers', vendorTurn],
    ['a refused turn', refusal],
  ] as const) {
    const us = (await lowest(TURNS, counted)) - idle
    report({ counted: name, us: Number(us.toFixed(2)) })
  }
  const us = await lowest(READS, () => metrics.read())
  report({ told: 'all metrics of one process, as they are read once a second', us: Math.round(us) })
}

// The table of many starts: the typical one, the worst one, and every turn that was not answered.
import t from 'tap'
import { linesOf, type Start, summaryOf } from '../../../perf/benches/start/summary.js'

const start = (readyMs: number, ends: Record<string, number>): Start => ({
  readyMs,
  cpuMs: readyMs / 2,
  crowd: {
    seconds: 3,
    requests: Object.values(ends).reduce((sum, each) => sum + each, 0),
    perS: 0,
    ends,
    mean: 1,
    p50: readyMs / 10,
    p90: 0,
    p99: readyMs / 5,
    p999: 0,
    max: 0,
  },
})

t.test('a row shows the middle start and the worst one', async t => {
  const row = summaryOf('production', [start(1000, { 200: 9 }), start(3000, { 200: 8 }), start(1200, {})])
  t.match(row, { starts: 3, readyMs: 1200, readyMsMost: 3000, cpuMs: 600, turns: 17, p50: 120, p99: 600 })
})

t.test('turns that were refused or broke are told by their ends', async t => {
  const row = summaryOf('production', [
    start(1000, { 200: 9, 429: 2 }),
    start(1000, { ECONNRESET: 1, 429: 1 }),
  ])
  t.match(row, { turns: 13, answered: 9, others: { 429: 3, ECONNRESET: 1 } })
  t.match(linesOf([row]).at(-1), '| 13 | 9 | 3 × 429, 1 × ECONNRESET |')
})

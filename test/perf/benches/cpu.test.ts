import { randomBytes } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import t from 'tap'
import { linesOf, summarise } from '../../../perf/benches/cpu/summary.js'
import { kindsOf, parseSchedstat, readTimes, spentByKind } from '../../../perf/benches/cpu/threads.js'

const reports = [
  { tid: 10, isMain: true, tids: [10, 11, 12] },
  { tid: 14, isMain: false, tids: [10, 11, 12, 13, 14] },
]
const kindOf = kindsOf(`${reports.map(report => JSON.stringify(report)).join('\n')}\n`)

t.test('a thread is told by when it started and what it reported', async t => {
  t.same([10, 11, 12, 13, 14].map(kindOf), ['main', 'gc', 'gc', 'pool', 'workers'])
})

t.test('a program whose main thread did not report cannot be told apart', async t => {
  t.throws(() => kindsOf(''), /did not report/)
})

t.test('the time on a CPU is the first field of schedstat, and anything else is refused', async t => {
  t.equal(parseSchedstat('182433359 8304177 20\n'), 182_433_359)
  for (const bad of ['', '0\n', 'x 1 2\n', '1 2 3 4\n']) t.throws(() => parseSchedstat(bad), /schedstat/)
})

t.test('time is summed by kind; a thread that started in between counts from zero', async t => {
  const before = new Map([
    [10, 100],
    [11, 5],
    [12, 7],
  ])
  const after = new Map([
    [10, 150],
    [11, 6],
    [12, 9],
    [13, 20],
    [14, 30],
  ])
  t.same(spentByKind(before, after, kindOf), { main: 50, workers: 30, gc: 3, pool: 20 })
})

t.test('the times of a running process grow with what its main thread does', async t => {
  const worker = new Worker('setInterval(() => {}, 1000)', { eval: true })
  const before = readTimes(process.pid)
  for (let i = 0; i < 200; i++) randomBytes(100_000)
  const after = readTimes(process.pid)
  await worker.terminate()
  t.ok((after.get(process.pid) ?? 0) > (before.get(process.pid) ?? Number.POSITIVE_INFINITY))
  t.ok(after.size > 1)
})

t.test('the summary holds medians of the rounds and their ratio, and shows no ratio to nothing', async t => {
  const costs = (main: number) => ({
    main,
    workers: main === 100 ? 0 : 20,
    gc: 1,
    pool: 0,
    server: 1,
    redis: 1,
    turnsPerS: 1,
  })
  const measured = [
    ...[90, 100, 110].map(main => ({
      row: 'turn',
      contender: 'floor',
      costs: { ...costs(main), workers: 0 },
    })),
    ...[300, 200, 250].map(main => ({ row: 'turn', contender: 'rushdesk', costs: costs(main) })),
  ]
  const [main, workers] = summarise(measured)
  t.same(main, { row: 'turn', part: 'main', floor: 100, rushdesk: 250, ratio: 2.5 })
  const [, mainLine = '', workersLine = ''] = linesOf([main, workers].filter(line => line !== undefined))
  t.match(mainLine, /^turn +main +100\.0 +250\.0 +2\.50$/)
  t.match(workersLine, /^turn +workers +0\.0 +20\.0 +-$/)
})

// What the page reads out of the benches' lines.
import t from 'tap'
import { type Line, lineLike, linesIn, numberIn } from '../../../perf/all/lines.js'
import { notesIn } from '../../../perf/all/notes.js'
import type { Findings } from '../../../perf/all/part.js'
import { parts } from '../../../perf/all/parts.js'
import { cellsOf } from '../../../perf/all/row.js'

const read = (name: string, lines: readonly Line[]): Findings => {
  const part = parts.find(each => each.name === name)
  if (part === undefined) throw new Error(`no part ${name}`)
  return part.read(lines)
}
const cells = ({ rows }: Findings) => rows.map(row => cellsOf(row).slice(1).join(' | '))

t.test('JSON lines are read, and what else is printed is passed over', async t => {
  const lines = linesIn('{"a":1}\n{broken\n| a table |\n{"a":2,"b":"x"}\n')
  t.same(lines, [{ a: 1 }, { a: 2, b: 'x' }])
  t.equal(numberIn(lineLike(lines, { b: 'x' }), 'a'), 2)
  t.ok(Number.isNaN(numberIn(lineLike(lines, { b: 'y' }), 'a')))
})

t.test('without a line nothing counts as measured, in any part', async t => {
  const verdicts = parts.flatMap(({ read: of }) => of([]).rows.map(row => cellsOf(row).at(-1)))
  t.same(
    verdicts.filter(verdict => verdict !== 'not measured'),
    [],
  )
})

t.test('threads that the floor lacks are compared with its main thread', async t => {
  const findings = read('cpu', [
    { row: 'vendor turn', part: 'main', floor: 100, rushdesk: 150, ratio: 1.5 },
    { row: 'vendor turn', part: 'workers', floor: 0, rushdesk: 50, ratio: 0 },
  ])
  t.match(cells(findings), [
    '150 µs | 100 µs floor (main) | 1.5 × | ≤ 1.69 × | kept',
    '50 µs | 100 µs floor (main) | 0.5 × | ≤ 0.35 × | missed',
  ])
})

t.test('turns a second are compared with each contender that ran', async t => {
  const median = (name: string, perS: number, added: number) => ({
    median_of: name,
    answers: 'vendor',
    turns_per_s: perS,
    half_load_p50_added: 1,
    half_load_p99_added: added,
  })
  const findings = read('turn', [
    median('rushdesk', 2800, 4),
    median('floor', 4000, 2),
    median('fastapi', 400, 9),
  ])
  t.same(cells(findings), [
    '2800 /s | 400 /s fastapi | 7 × | ≥ 7 × | kept',
    '2800 /s | 4000 /s floor | 0.7 × | ≥ 0.6 × | kept',
    '2800 /s | - fastify | - |  | no bound',
    '4 ms | 2 ms floor | 2 × | ≤ 5 ms | kept',
  ])
})

t.test(
  'of WebSockets the medians of the rounds are told, not a round and not what they weigh after a turn',
  async t => {
    const findings = read('sockets', [
      { sockets: 'bare', kibPerSocket: 0.3, opensPerS: 11_000 },
      { sockets: 'front', kibPerSocket: 0.9, opensPerS: 8_000 },
      { median_of: 'bare', kibPerSocket: 0.4, opensPerS: 12_000 },
      { median_of: 'front', kibPerSocket: 0.5, opensPerS: 10_800 },
      { after_a_turn: 'front', kibPerSocket: 1.6 },
    ])
    t.same(cells(findings), [
      '0.5 KiB | 0.4 KiB bare uWS | 1.25 × | ≤ 1.5 KiB | kept',
      '10800 /s | 12000 /s bare uWS | 0.9 × | ≥ 0.9 × | kept',
    ])
  },
)

t.test('a flash sale brings its own bounds', async t => {
  const findings = read('flash-sale', [
    { customers: 100 },
    { promise: 'known questions answered', measured: 0.98, bound: '>= 0.99', isKept: false },
    { promise: 'longest stall of the loop, ms', measured: 12, bound: '<= 50', isKept: true },
  ])
  t.same(cells(findings), ['0.98 |  |  | ≥ 0.99 | missed', '12 |  |  | ≤ 50 | kept'])
})

t.test('growth compares the largest with the smallest', async t => {
  const point = (grows: string, at: number, server: number) => ({ grows, at, server, redis: 50 })
  const findings = read('growth', [point('dialogs', 1_000, 350), point('dialogs', 100_000, 430)])
  t.same(cells(findings), ['480 µs | 400 µs at 1,000 | 1.2 × | ≤ 1.15 × | missed'])
  t.same(findings.charts[0]?.groups, ['1,000', '100,000'])
  const floor = read('growth', [point('floor processes', 1, 150), point('floor processes', 4, 190)])
  t.same(
    cells(floor),
    ['240 µs | 200 µs at 1 | 1.2 × |  | no bound'],
    'the floor shows what the machine takes',
  )
})

t.test('a start is bound by when it serves and by every turn that it did not answer', async t => {
  const line = { name: 'production', readyMs: 900, readyMsMost: 1600, turns: 17, answered: 16 }
  t.same(cells(read('start', [line])), ['900 ms |  |  | ≤ 1500 ms | kept', '1 |  |  | ≤ 0 | missed'])
  const nobody = { ...line, turns: 0, answered: 0 }
  t.match(cells(read('start', [nobody])), [/kept$/, /not measured$/], 'where nobody asked, nothing was seen')
})

t.test('a reader is told who was left out, and each warning once with its number', async t => {
  const warned = (times: number) => ({ warned: 'level changed', times })
  const lines = [warned(1), { contender: 'fastapi', left_out: 'no python3' }, warned(2)]
  t.same(notesIn(lines), ['fastapi was left out: no python3', '3 × the server warned: level changed'])
})

t.test('a refusal is bound by what it takes, whatever it is for', async t => {
  const lines = [
    { refused: 'full', us: 9.5 },
    { refused: 'spent', us: 15.1 },
  ]
  t.same(cells(read('refusals', lines)), [
    '9.5 µs |  |  | ≤ 15 µs | kept',
    '15.1 µs |  |  | ≤ 15 µs | missed',
  ])
})

t.test('every part that takes long is run short and in rounds', async t => {
  t.same(parts.find(({ name }) => name === 'hot')?.args({ rounds: 5, isShort: false }), [
    ...['--rounds', '5', '--seconds', '6', '--answers', 'local', '--full-only'],
  ])
  const long = parts.filter(({ name }) => name !== 'refusals')
  const argsOf = (isShort: boolean) => long.map(({ args }) => args({ rounds: 1, isShort }).join(' '))
  t.same(
    argsOf(true).filter((args, i) => args === argsOf(false)[i]),
    [],
  )
})

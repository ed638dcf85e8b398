// The page of all benches: verdicts, what comes first, and what the page shows.
import t from 'tap'
import { pageOf, printed, type RunPart, sumOf } from '../../../perf/all/page.js'
import { cellsOf, missesFirst, type Row, ratioOf, verdictOf } from '../../../perf/all/row.js'

const beside = (value: number) => ({ name: 'floor', value })
const row = (figure: string, parts: Partial<Row>): Row => ({ figure, measured: 10, unit: 'µs', ...parts })
const most = (of: 'measured' | 'ratio', value: number) => ({ of, kind: 'at most' as const, value })
const least = (of: 'measured' | 'ratio', value: number) => ({ of, kind: 'at least' as const, value })

const kept = row('kept', { bound: most('measured', 10) })
const missed = row('missed <b>', { beside: beside(4), bound: most('ratio', 2) })
const unmeasured = row('unmeasured', { measured: Number.NaN, bound: least('measured', 1) })
const told = row('told', {})

t.test('a bound holds at its very value, of what was measured or of the ratio', async t => {
  t.equal(verdictOf(kept), 'kept')
  t.equal(verdictOf(row('', { bound: most('measured', 9.9) })), 'missed')
  t.equal(verdictOf(row('', { beside: beside(5), bound: least('ratio', 2) })), 'kept')
  t.equal(verdictOf(row('', { beside: beside(5), bound: least('ratio', 2.1) })), 'missed')
  t.equal(verdictOf(told), 'no bound')
  t.equal(ratioOf(missed), 2.5)
})

t.test('a figure or a neighbour that is missing breaks no bound and keeps none', async t => {
  t.equal(verdictOf(unmeasured), 'not measured')
  t.equal(verdictOf(row('', { beside: beside(Number.NaN), bound: least('ratio', 2) })), 'not measured')
  t.equal(verdictOf(row('', { beside: beside(0), bound: most('ratio', 2) })), 'not measured')
})

t.test('misses come first, then what was not measured', async t => {
  const names = missesFirst([told, kept, unmeasured, missed]).map(({ figure }) => figure)
  t.same(names, ['missed <b>', 'unmeasured', 'kept', 'told'])
})

t.test('a row says its figure, its neighbour, the ratio and what must be reached', async t => {
  t.same(cellsOf(missed), ['missed <b>', '10 µs', '4 µs floor', '2.5 ×', '≤ 2 ×', 'missed'])
  t.same(cellsOf(told), ['told', '10 µs', '', '', '', 'no bound'])
})

const run: RunPart = {
  part: { name: 'cpu', title: 'CPU & threads' },
  findings: {
    rows: [kept, missed, unmeasured, told],
    charts: [
      {
        title: 'CPU of a turn',
        unit: 'µs',
        groups: ['floor', 'rushdesk'],
        series: [{ name: 'main', values: [4, Number.NaN] }],
      },
    ],
  },
  command: 'npm run perf -- cpu --rounds 5',
  notes: ['fastapi was left out: no python3'],
}

t.test('the page sums up, and shows charts, commands and what was left out', async t => {
  const page = pageOf([run], ['2 cores & a load average of 3'])
  t.match(page, '1 of 2 figures reach what they must, 1 were not measured')
  for (const text of [
    'CPU &amp; threads',
    'missed &lt;b&gt;',
    'CPU of a turn',
    run.command,
    run.notes[0] ?? '',
  ]) {
    t.match(page, text)
  }
  t.equal(page.match(/<svg /g)?.length, 1)
  t.notMatch(page, /(?:src|href)="|@import/, 'it asks no host for anything')
})

t.test('a terminal shows the same rows and the sum', async t => {
  const lines = printed([run]).split('\n')
  t.match(lines[0], /^figure +measured +beside +ratio +must reach +verdict$/)
  t.match(lines[1], /^missed <b>/)
  t.match(lines.at(-2), sumOf([run]))
})

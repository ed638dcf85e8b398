import t from 'tap'
import { drawRun } from '../../../perf/rehearse/charts.js'
import { pageOf } from '../../../perf/rehearse/page.js'
import { drawingOf } from '../../../perf/rehearse/picture.js'
import { printed } from '../../../perf/rehearse/summary.js'
import { judge } from '../../../perf/rehearse/verdict.js'
import { calm, runOf, turnsOf } from '../../support/perf/rehearse/samples.js'

function panelOf(name: string, firstMs: number) {
  const faults = [{ fromS: 1, toS: 2, name: 'vendor 503', fault: { kind: 'vendor' as const } }]
  const turns = turnsOf(20, turn => ({ ...turn, firstMs }))
  const levels = [{ atS: 1, level: 2, reason: 'breaker-open' }]
  const run = runOf(turns, { scenario: { ...calm, name, title: `${name} <b>`, faults }, levels })
  return { run, verdict: judge(run), svg: drawRun(run) }
}

const good = panelOf('good', 100)
const bad = panelOf('bad', 700)
const setting = { lines: ['2 processes & a Redis'] }

t.test('the page holds figures, promises and charts, and asks no host for anything', async t => {
  const page = pageOf([good, bad], setting)
  t.match(page, '2 processes &amp; a Redis')
  t.match(page, 'good &lt;b&gt;')
  t.match(page, /P99 to the first response ≤ 500 ms<\/td><td>700 ms<\/td><td>broken/)
  t.equal(page.match(/<svg /g)?.length, 2)
  const elsewhere = page.match(/(?:src|href)="(?!#)[^"]*"|url\((?!#|['"]?#)[^)]*\)|@import/g) ?? []
  t.same(elsewhere, [])
  const links = page.match(/https?:\/\/[^"'\s<]+/g) ?? []
  t.same(
    [...new Set(links)].filter(link => !link.startsWith('http://www.w3.org/')),
    [],
    'only XML namespaces',
  )
})

t.test('the charts name their axes, their lines and the fault', async t => {
  for (const word of [
    'Turns a second',
    'ms',
    'seconds',
    'vendor',
    '429',
    'P99',
    'promise 500',
    'vendor 503',
  ]) {
    t.match(good.svg, word)
  }
})

t.test('the drawing says in words which promise was broken', async t => {
  const drawing = drawingOf([good, bad], setting)
  t.match(drawing, 'promises broken')
  t.match(drawing, /broken: P99 to the first response ≤ 500 ms; measured 700 ms/)
  t.match(drawing, /kept: all \d+ promises/)
})

t.test('the table ends with the hour’s sum', async t => {
  t.match(printed([good]), /unavailable seconds in all: 0, promised at most 36 an hour/)
  t.match(printed([good, bad]), /bad .*2 broken\n/)
  t.match(printed([good, bad]), 'broken  bad: unavailable seconds ≤ 0; measured 4')
})

import t from 'tap'
import type { CrowdFigures } from '../../../perf/benches/flash-sale/crowd.js'
import { judge } from '../../../perf/benches/flash-sale/verdict.js'
import { createMeter } from '../../../perf/load/figures.js'

function figuresOf(ends: Record<string, number>, ms: number) {
  const meter = createMeter()
  for (const [end, count] of Object.entries(ends)) {
    for (let i = 0; i < count; i++) meter.record(end, ms)
  }
  return meter.figures(1)
}

const sale = (change: Partial<CrowdFigures> = {}): CrowdFigures => ({
  known: figuresOf({ hot: 80, faq: 20 }, 10),
  asked: figuresOf({ llm: 50, 429: 40, 'rate-limited': 10 }, 10),
  admitted: figuresOf({ llm: 50 }, 10),
  unanswered: 0,
  ...change,
})
const measured = { pauses: [{ longestGcMs: 4, longestStallMs: 20 }], mayAsk: 50 }
const broken = (figures: CrowdFigures, around: Parameters<typeof judge>[1] = measured) =>
  judge(figures, around)
    .filter(({ isKept }) => !isKept)
    .map(({ promise }) => promise)

t.test('a sale in which all are answered or refused politely keeps every promise', t => {
  t.strictSame(broken(sale()), [])
  t.end()
})

t.test('a reset, a 5xx and a customer who hears nothing break the first promise', t => {
  const nobodyLeftOut = 'customers without an answer, a 202 or a 429'
  for (const end of ['ECONNRESET', '503']) {
    t.strictSame(broken(sale({ asked: figuresOf({ llm: 50, [end]: 1 }, 10) })), [nobodyLeftOut], end)
  }
  t.strictSame(broken(sale({ unanswered: 1 })), [nobodyLeftOut])
  t.end()
})

t.test('what is late, left unused, refused although known, or stands still is named', t => {
  t.match(broken(sale({ admitted: figuresOf({ llm: 9 }, 600) })), [/P99/])
  t.match(broken(sale(), { ...measured, mayAsk: 60 }), [/vendor bucket/])
  t.match(broken(sale({ known: figuresOf({ hot: 90, 429: 10 }, 10) })), [/known questions/])
  const pauses = [...measured.pauses, { longestGcMs: 60, longestStallMs: 70 }]
  t.match(broken(sale(), { ...measured, pauses }), [/garbage/, /stall/])
  t.end()
})

t.test('a flood without a bucket and without known questions is judged by the other promises', t => {
  const nobody = figuresOf({}, 1)
  const lines = judge(sale({ known: nobody, asked: figuresOf({ llm: 5, 429: 95 }, 10) }), {
    ...measured,
    mayAsk: undefined,
  })
  t.strictSame(
    lines.filter(({ promise, isKept }) => !isKept || /bucket|known/.test(promise)),
    [],
  )
  t.equal(lines.length, 4)
  t.end()
})

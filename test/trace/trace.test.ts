import { randomFillSync } from 'node:crypto'
import t from 'tap'
import { createRandomHex } from '../../src/trace/random.js'
import { continueTrace } from '../../src/trace/trace.js'

const randomHex = (bytes: number) => 'f'.repeat(bytes * 2)
const [traceId, span] = ['a'.repeat(32), 'b'.repeat(16)]

t.test('a valid traceparent is continued under a span of our own, sampled or not as it was', async t => {
  t.same(continueTrace(`00-${traceId}-${span}-01`, randomHex), {
    traceId,
    traceparent: `00-${traceId}-${'f'.repeat(16)}-01`,
    parentSpan: span,
  })
  t.match(continueTrace(`00-${traceId}-${span}-01`, randomHex, () => false).traceparent, /-00$/)
  t.match(continueTrace(`00-${traceId}-${span}-00`, randomHex).traceparent, /-00$/)
  t.equal(
    continueTrace(`cc-${traceId}-${span}-ff-later`, randomHex).traceparent,
    `00-${traceId}-${'f'.repeat(16)}-01`,
  )
})

t.test('an invalid traceparent starts a new trace', async t => {
  for (const header of [
    undefined,
    '',
    'x',
    `00-${traceId}-${span}`,
    `00-${traceId}-${span}-01-more`,
    `ff-${traceId}-${span}-01`,
    `00-${traceId.toUpperCase()}-${span}-01`,
    `00-${'0'.repeat(32)}-${span}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `00-${traceId}-${span}-01, 00-${traceId}-${span}-01`,
  ]) {
    t.equal(continueTrace(header, randomHex).traceId, 'f'.repeat(32), String(header))
  }
})

t.test('random hex never repeats over the refills of its pool', async t => {
  const next = createRandomHex(randomFillSync)
  const seen = new Set(Array.from({ length: 5000 }, () => next(16)))
  t.equal(seen.size, 5000)
  for (const hex of seen) if (!/^[0-9a-f]{32}$/.test(hex)) t.fail(hex)
})

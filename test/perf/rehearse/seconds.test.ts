import fc from 'fast-check'
import t from 'tap'
import { bySecond, percentile, unavailableSeconds } from '../../../perf/rehearse/seconds.js'
import type { Turn } from '../../../perf/rehearse/turns.js'
import { turnOf, turnsOf } from '../../support/perf/rehearse/samples.js'

const unavailable = (turns: readonly Turn[]) => unavailableSeconds(bySecond(turns, 4))

t.test('a percentile is a value that at least that share does not exceed', async t => {
  t.equal(percentile([], 0.99), undefined)
  t.equal(percentile([5], 0.5), 5)
  t.equal(percentile([4, 1, 3, 2], 0.5), 2)
  fc.assert(
    fc.property(
      fc.array(fc.integer(), { minLength: 1 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (values, share) => {
        const found = percentile(values, share) ?? Number.NaN
        t.ok(values.includes(found))
        t.ok(values.filter(v => v <= found).length >= share * values.length)
      },
    ),
    { numRuns: 100 },
  )
})

t.test('a turn counts in the second of its scheduled arrival, however late its response', async t => {
  const seconds = bySecond([turnOf(1999, { firstMs: 1500 }), turnOf(4000)], 4)
  t.same(
    seconds.map(s => s.arrivals),
    [0, 1, 0, 1],
  )
  t.equal(seconds[1]?.slow, 1)
})

t.test('a second is unavailable when more than 1 % fared badly, not at 1 %', async t => {
  const spoil = (named: Partial<Turn>, count: number) =>
    turnsOf(200, (turn, i) => (i < count ? { ...turn, ...named } : turn))
  const faults: [string, Partial<Turn>][] = [
    ['5xx', { first: { status: 503 } }],
    ['a reset', { first: { status: 'ECONNRESET' } }],
    ['a late reply', { firstMs: 501 }],
  ]
  for (const [name, fault] of faults) {
    t.equal(unavailable(spoil(fault, 2)), 0, `${name}: 2 of 200`)
    t.equal(unavailable(spoil(fault, 3)), 1, `${name}: 3 of 200`)
  }
})

t.test('a 429, a 202 and a reply at 500 ms are no unavailability, nor is an empty second', async t => {
  t.equal(unavailable([]), 0)
  t.equal(unavailable(turnsOf(10, turn => ({ ...turn, first: { status: 429 } }))), 0)
  t.equal(unavailable(turnsOf(10, turn => ({ ...turn, firstMs: 500, first: { status: 202 } }))), 0)
})

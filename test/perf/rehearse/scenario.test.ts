import fc from 'fast-check'
import t from 'tap'
import { arrivalsOf, secondsOf } from '../../../perf/rehearse/scenario.js'
import { fullScenarios, shortScenarios } from '../../../perf/rehearse/scenarios.js'

const phase = fc.record({
  name: fc.constant('p'),
  seconds: fc.integer({ min: 1, max: 20 }),
  from: fc.integer({ min: 0, max: 30 }),
  to: fc.integer({ min: 1, max: 30 }),
})

t.test('as many arrive as the phases say, in order, within their time', async t => {
  fc.assert(
    fc.property(
      fc.array(phase, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 50 }),
      (phases, base) => {
        const arrivals = [...arrivalsOf(phases, base)]
        const asked = phases.reduce((sum, p) => sum + (base * p.seconds * (p.from + p.to)) / 2, 0)
        t.ok(Math.abs(arrivals.length - asked) <= 1, `${arrivals.length} of ${asked}`)
        t.ok(arrivals.every((at, i) => at >= (arrivals[i - 1] ?? 0)))
        t.ok(arrivals.every(at => at <= 1000 * secondsOf({ phases }) + 1e-6))
      },
    ),
    { numRuns: 100 },
  )
})

t.test('a steady phase spaces its arrivals evenly; a rising one brings most of them late', async t => {
  const steady = arrivalsOf([{ name: 's', seconds: 1, from: 1, to: 1 }], 4)
  t.same([...steady], [250, 500, 750, 1000])
  const rise = [...arrivalsOf([{ name: 'r', seconds: 2, from: 0, to: 1 }], 100)]
  t.equal(rise.length, 100)
  t.equal(rise.filter(at => at <= 1000).length, 25)
})

t.test('both tables hold the same scenarios, and every fault ends before its scenario', async t => {
  const [full, short] = [fullScenarios(), shortScenarios()]
  t.same(
    short.map(s => s.name),
    full.map(s => s.name),
  )
  t.equal(new Set(full.map(s => s.name)).size, 11)
  for (const scenario of [...full, ...short]) {
    for (const { fromS, toS } of scenario.faults) {
      t.ok(fromS < toS && toS < secondsOf(scenario), scenario.name)
    }
  }
})

t.test('the surge is thirty times the steady load, reached in five seconds', async t => {
  const surge = fullScenarios().find(s => s.name === 'surge')
  t.same(surge?.phases[1], { name: 'rise', seconds: 5, from: 1, to: 30 })
})

t.test('the scenarios together stay within an hour’s unavailable seconds', async t => {
  const promised = fullScenarios().reduce((sum, s) => sum + s.pendingTurns.unavailableS, 0)
  t.equal(promised, 31)
})

import t from 'tap'
import { checkTakenBack } from '../../../perf/rehearse/bad-release.js'
import { checkLevels } from '../../../perf/rehearse/level.js'

const fault = { fromS: 10, toS: 20, name: 'vendor 503', fault: { kind: 'vendor' as const, faults: ['503'] } }
const samples = (levels: readonly number[]) => levels.map((level, i) => ({ atS: 5 * i, level, reason: 'r' }))
const kept = (levels: readonly number[], promise: Parameters<typeof checkLevels>[1]) =>
  checkLevels(samples(levels), promise, [fault]).map(check => check.isKept)

t.test('the level may be held down', async t => {
  t.same(kept([0, 1, 0], { atMost: 1 }), [true])
  t.same(kept([0, 2, 0], { atMost: 1 }), [false])
  t.same(kept([], { atMost: 1 }), [false], 'what was not seen is not kept')
})

t.test('the level must rise soon after the fault begins, not before', async t => {
  const reaches = { level: 2, withinS: 5 }
  t.same(kept([0, 0, 0, 2], { reaches }), [true])
  t.same(kept([0, 0, 0, 0, 2], { reaches }), [false], 'too late')
  t.same(kept([2, 2, 0, 0, 0], { reaches }), [false], 'before the fault only')
  t.same(kept([0, 0, 0, 1], { reaches }), [false], 'not high enough')
})

t.test('the level must be back at 0 for good', async t => {
  t.same(kept([0, 0, 2, 2, 1, 0], { returnsWithinS: 5 }), [true])
  t.same(kept([0, 0, 2, 2, 0, 1, 0], { returnsWithinS: 4 }), [false], 'it rose again')
  t.same(kept([0, 0, 2, 2, 1], { returnsWithinS: 5 }), [false], 'still raised at the end')
  t.same(kept([0, 0, 0], { returnsWithinS: 5 }), [true], 'it never rose')
})

t.test('a bad release must be taken back soon after it began', async t => {
  const seen = (states: readonly string[]) =>
    states.map((gray, i) => ({ atS: 5 * i, level: 0, reason: 'r', gray }))
  const keptBy = (...states: string[]) =>
    checkTakenBack(seen(states), 5, [fault]).map(({ isKept, measured }) => ({ isKept, measured }))
  t.same(keptBy('off', 'off', 'observing', 'rolled-back'), [{ isKept: true, measured: 'after 5 s' }])
  t.same(keptBy('off', 'off', 'observing', 'observing', 'rolled-back'), [
    { isKept: false, measured: 'after 10 s' },
  ])
  t.same(keptBy('rolled-back', 'off', 'observing'), [{ isKept: false, measured: 'never' }], 'an earlier one')
  t.same(checkTakenBack([], undefined, [fault]), [])
})

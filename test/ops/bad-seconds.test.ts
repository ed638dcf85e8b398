import t from 'tap'
import { isBadSecond } from '../../src/ops/bad-second.js'
import { createBadSeconds } from '../../src/ops/bad-seconds.js'
import type { CountedSeconds } from '../../src/ops/counted-seconds.js'
import { createMemoryCountedSeconds } from '../../src/ops/counted-seconds.memory.js'
import { createSecondTallies, type FirstResponse } from '../../src/ops/second-tallies.js'
import { fakeClock } from '../support/dialog/fake-time.js'

t.test('a second is bad above 1 % of its customers, and of fewer than five requests only by a 5xx', t => {
  t.equal(isBadSecond({ requests: 0, faults: 0, bad: 0 }), false)
  t.equal(isBadSecond({ requests: 200, faults: 2, bad: 2 }), false)
  t.equal(isBadSecond({ requests: 200, faults: 0, bad: 3 }), true)
  t.equal(isBadSecond({ requests: 5, faults: 0, bad: 1 }), true)
  t.equal(isBadSecond({ requests: 4, faults: 0, bad: 4 }), false, 'late ones alone')
  t.equal(isBadSecond({ requests: 1, faults: 1, bad: 1 }), true)
  t.end()
})

const good = { limitMs: 500, isFault: false }

function tallied(...responses: readonly [count: number, own: Partial<FirstResponse>, now: number][]) {
  const tallies = createSecondTallies()
  for (const [count, own, now] of responses) {
    for (let i = 0; i < count; i++) tallies.served({ arrivedAt: 10_900, ...good, ...own }, now)
  }
  return tallies
}

t.test('a request belongs to the second in which it arrived, however late its response', t => {
  const tallies = tallied([5, {}, 11_401])
  t.same(tallies.takeBad(11_000), [10])
  t.same(tallies.takeBad(20_000), [], 'told once')
  t.end()
})

t.test('a response at the limit is in time, also at the limit that the customer asked for', t => {
  t.same(tallied([10, {}, 11_400]).takeBad(20_000), [])
  t.same(tallied([10, { limitMs: 5_000 }, 15_900]).takeBad(20_000), [])
  t.same(tallied([10, { limitMs: 5_000 }, 15_901]).takeBad(20_000), [10])
  t.end()
})

t.test('a second is not judged before it is over', t => {
  const tallies = tallied([5, { isFault: true }, 10_950])
  t.same(tallies.takeBad(10_999), [])
  t.same(tallies.takeBad(11_000), [10])
  t.end()
})

t.test('a second that was good when it was looked at turns bad by what comes later', t => {
  const tallies = tallied([20, {}, 10_950])
  t.same(tallies.takeBad(11_500), [])
  tallies.broke(10_900)
  t.same(tallies.takeBad(11_500), [10])
  t.end()
})

t.test('what belongs to a second that is long over changes none that took its place', t => {
  const tallies = tallied([5, { arrivedAt: 500_000 }, 500_010])
  tallies.served({ arrivedAt: 500_000 - 128_000, ...good, isFault: true }, 500_020)
  t.same(tallies.takeBad(600_000), [])
  t.end()
})

function counting(counted: CountedSeconds) {
  const tallies = createSecondTallies()
  const clock = fakeClock(20_000)
  const counts = { bad: 0, errors: 0 }
  const badSeconds = createBadSeconds({
    clock,
    tallies,
    counted,
    onBad: () => counts.bad++,
    onError: () => counts.errors++,
  })
  return { tallies, clock, counts, badSeconds }
}

t.test('two processes that see the same bad second count it once', async t => {
  const join = createMemoryCountedSeconds()
  const processes = [counting(join('a')), counting(join('b'))]
  for (const { tallies } of processes) tallies.served({ arrivedAt: 10_000, ...good, isFault: true }, 10_001)
  for (const { badSeconds } of processes) await badSeconds.judge()
  t.equal(processes[0]?.counts.bad, 1)
  t.equal(processes[1]?.counts.bad, 0)
  for (const { badSeconds } of processes) await badSeconds.close()
})

t.test('seconds that went bad while the store was away are counted when it is back', async t => {
  let isAway = true
  const memory = createMemoryCountedSeconds()('a')
  const counted: CountedSeconds = {
    isFirst: async second => (isAway ? Promise.reject(new Error('away')) : memory.isFirst(second)),
  }
  const { tallies, counts, badSeconds } = counting(counted)
  for (const arrivedAt of [10_000, 11_000, 12_000])
    tallies.served({ arrivedAt, ...good, isFault: true }, 12_001)
  await badSeconds.judge()
  t.same(counts, { bad: 0, errors: 1 })
  isAway = false
  await badSeconds.judge()
  t.equal(counts.bad, 3)
  await badSeconds.close()
})

t.test('the end of a process leaves no second unjudged', async t => {
  const { tallies, counts, badSeconds } = counting(createMemoryCountedSeconds()('a'))
  tallies.served({ arrivedAt: 19_999, ...good, isFault: true }, 20_000)
  await badSeconds.judge()
  t.equal(counts.bad, 0)
  await badSeconds.close()
  t.equal(counts.bad, 1)
})

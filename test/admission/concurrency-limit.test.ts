import fc from 'fast-check'
import t from 'tap'
import {
  type ConcurrencyLimit,
  createConcurrencyLimit,
  FIRST_TURNS,
  MOST_TURNS,
  nextLimit,
} from '../../src/admission/concurrency-limit.js'

const targetMs = 50
const LEAST = 16
const goal = { targetMs, leastTurns: LEAST }

t.test('slow work lowers the limit to what would have met the target, by a half at the most', async t => {
  t.equal(nextLimit(100, { meanMs: targetMs * 1.25, peak: 100, targetMs }), 80)
  t.equal(nextLimit(100, { meanMs: targetMs * 10, peak: 100, targetMs }), 50)
  t.equal(
    nextLimit(400, { meanMs: targetMs * 1.25, peak: 200, targetMs }),
    160,
    'from the turns that there were',
  )
})

t.test('quick work at the limit raises it: by a half far from the target, by a few near it', async t => {
  t.equal(nextLimit(100, { meanMs: 5, peak: 60, targetMs }), 150)
  t.equal(nextLimit(100, { meanMs: targetMs * 0.8, peak: 60, targetMs }), 104)
})

t.test('quick work far below the limit proves nothing', async t => {
  t.equal(nextLimit(100, { meanMs: 1, peak: 49, targetMs }), 100)
  t.equal(nextLimit(100, { meanMs: 1, peak: 14, targetMs }), 100)
})

/** Turns that all end at one moment. */
function end(limit: ConcurrencyLimit, endedAt: number, ownTimes: readonly number[]): void {
  for (const ownMs of ownTimes) limit.onSample({ ownMs, endedAt, inFlight: FIRST_TURNS }, goal)
}

t.test('one turn that met a pause lowers nothing, work that is slow all along does', async t => {
  const paused = createConcurrencyLimit()
  end(paused, 1_000, [250, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5])
  t.ok(paused.turns() >= FIRST_TURNS, `${paused.turns()}`)
  const slow = createConcurrencyLimit()
  end(slow, 1_000, Array(8).fill(targetMs * 4))
  t.equal(slow.turns(), FIRST_TURNS / 2)
})

t.test('work that began before the limit was lowered does not lower it again', async t => {
  const limit = createConcurrencyLimit()
  end(limit, 1_000, Array(8).fill(200))
  end(limit, 1_150, Array(8).fill(200))
  t.equal(limit.turns(), FIRST_TURNS / 2)
  end(limit, 1_200, Array(8).fill(200))
  t.equal(limit.turns(), FIRST_TURNS / 4)
})

t.test('a few samples are no mean: the window waits for more', async t => {
  const limit = createConcurrencyLimit()
  end(limit, 1_000, Array(7).fill(500))
  t.equal(limit.turns(), FIRST_TURNS)
})

t.test('the shortest target of a window is its target', async t => {
  const limit = createConcurrencyLimit()
  const work = { ownMs: targetMs, endedAt: 1_000, inFlight: FIRST_TURNS }
  for (let i = 0; i < 7; i++) limit.onSample(work, { ...goal, targetMs: targetMs * 4 })
  limit.onSample(work, { ...goal, targetMs: targetMs / 2 })
  t.equal(limit.turns(), FIRST_TURNS / 2)
  for (let i = 0; i < 8; i++) {
    limit.onSample({ ...work, endedAt: 1_100 }, { ...goal, targetMs: targetMs * 4 })
  }
  t.equal(limit.turns(), FIRST_TURNS * 0.75, 'and of that window alone')
})

t.test('the lowest of the least turns of a window holds in it', async t => {
  const limit = createConcurrencyLimit()
  const slow = { ownMs: 100 * targetMs, inFlight: FIRST_TURNS }
  for (let endedAt = 10_000; endedAt < 200_000; endedAt += 10_000) {
    end(limit, endedAt, Array(7).fill(slow.ownMs))
    limit.onSample({ ...slow, endedAt }, { targetMs, leastTurns: 4 * LEAST })
  }
  t.equal(limit.turns(), LEAST)
  for (let i = 0; i < 8; i++) {
    limit.onSample({ ...slow, endedAt: 210_000 }, { targetMs, leastTurns: 4 * LEAST })
  }
  t.equal(limit.turns(), 4 * LEAST, 'and not in the next')
})

t.test('the limit stays within its bounds, whatever comes', async () => {
  const samples = fc.record({
    ownMs: fc.nat(2000),
    endedAt: fc.nat(1_000_000),
    inFlight: fc.nat(5000),
    targetMs: fc.nat(200),
  })
  fc.assert(
    fc.property(fc.array(samples, { maxLength: 300 }), list => {
      const limit = createConcurrencyLimit()
      for (const sample of list) limit.onSample(sample, { ...goal, targetMs: sample.targetMs })
      return limit.turns() >= LEAST && limit.turns() <= MOST_TURNS
    }),
  )
})

// A process that does `perMs` turns a millisecond, always offered more than that.
function settledMs(perMs: number): number {
  const limit = createConcurrencyLimit()
  for (let now = 1; now < 60_000; now++) {
    const inFlight = Math.floor(limit.turns())
    for (let i = 0; i < perMs; i++) limit.onSample({ ownMs: inFlight / perMs, endedAt: now, inFlight }, goal)
  }
  return limit.turns() / perMs
}

t.test('a process that does n turns a millisecond settles near the target, be it fast or slow', async t => {
  for (const perMs of [1, 7, 20]) {
    const ownMs = settledMs(perMs)
    t.ok(ownMs > targetMs * 0.7 && ownMs < targetMs * 1.1, `${perMs} a millisecond: ${ownMs} ms`)
  }
})

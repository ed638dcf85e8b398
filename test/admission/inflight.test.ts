import fc from 'fast-check'
import t from 'tap'
import {
  costlyTurns,
  createInflightLimit,
  FIRST_TURNS,
  type InflightLimit,
  LEAST_TURNS,
  MOST_TURNS,
  nextTurns,
  TARGET_MS,
} from '../../src/admission/inflight.js'

t.test('slow work lowers the limit to what would have met the target, by a half at the most', async t => {
  t.equal(nextTurns(100, { meanMs: TARGET_MS * 1.25, peak: 100 }), 80)
  t.equal(nextTurns(100, { meanMs: TARGET_MS * 10, peak: 100 }), 50)
  t.equal(nextTurns(400, { meanMs: TARGET_MS * 1.25, peak: 200 }), 160, 'from the turns that there were')
})

t.test('quick work at the limit raises it: by a half far from the target, by a few near it', async t => {
  t.equal(nextTurns(100, { meanMs: 5, peak: 60 }), 150)
  t.equal(nextTurns(100, { meanMs: TARGET_MS * 0.8, peak: 60 }), 104)
})

t.test('quick work far below the limit proves nothing', async t => {
  t.equal(nextTurns(100, { meanMs: 1, peak: 49 }), 100)
  t.equal(nextTurns(100, { meanMs: 1, peak: 14 }), 100)
})

t.test('costly turns alone move the limit by their part of it', async t => {
  t.equal(costlyTurns(100), 30)
  t.equal(nextTurns(100, { meanMs: 5, peak: 30 }), 150, 'they fill it')
  t.equal(Math.round(nextTurns(100, { meanMs: TARGET_MS * 1.25, peak: 30 })), 80, 'they were too many')
  t.equal(costlyTurns(LEAST_TURNS), LEAST_TURNS, 'at the least they may use it all')
})

/** Turns that all end at one moment. */
function end(limit: InflightLimit, endedAt: number, ownTimes: readonly number[]): void {
  for (const ownMs of ownTimes) limit.ended({ ownMs, endedAt, inFlight: FIRST_TURNS })
}

t.test('one turn that met a pause lowers nothing, work that is slow all along does', async t => {
  const paused = createInflightLimit()
  end(paused, 1_000, [250, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5])
  t.ok(paused.turns() >= FIRST_TURNS, `${paused.turns()}`)
  const slow = createInflightLimit()
  end(slow, 1_000, Array(8).fill(TARGET_MS * 4))
  t.equal(slow.turns(), FIRST_TURNS / 2)
})

t.test('work that began before the limit was lowered does not lower it again', async t => {
  const limit = createInflightLimit()
  end(limit, 1_000, Array(8).fill(200))
  end(limit, 1_150, Array(8).fill(200))
  t.equal(limit.turns(), FIRST_TURNS / 2)
  end(limit, 1_200, Array(8).fill(200))
  t.equal(limit.turns(), FIRST_TURNS / 4)
})

t.test('a few samples are no mean: the window waits for more', async t => {
  const limit = createInflightLimit()
  end(limit, 1_000, Array(7).fill(500))
  t.equal(limit.turns(), FIRST_TURNS)
})

t.test('the limit stays within its bounds, whatever comes', async () => {
  const samples = fc.record({ ownMs: fc.nat(2000), endedAt: fc.nat(1_000_000), inFlight: fc.nat(5000) })
  fc.assert(
    fc.property(fc.array(samples, { maxLength: 300 }), list => {
      const limit = createInflightLimit()
      for (const sample of list) limit.ended(sample)
      return limit.turns() >= LEAST_TURNS && limit.turns() <= MOST_TURNS
    }),
  )
})

// A process that does `perMs` turns a millisecond, always offered more than that.
function settledMs(perMs: number): number {
  const limit = createInflightLimit()
  for (let now = 1; now < 60_000; now++) {
    const inFlight = Math.floor(limit.turns())
    for (let i = 0; i < perMs; i++) limit.ended({ ownMs: inFlight / perMs, endedAt: now, inFlight })
  }
  return limit.turns() / perMs
}

t.test('a process that does n turns a millisecond settles near the target, be it fast or slow', async t => {
  for (const perMs of [1, 7, 20]) {
    const ownMs = settledMs(perMs)
    t.ok(ownMs > TARGET_MS * 0.7 && ownMs < TARGET_MS * 1.1, `${perMs} a millisecond: ${ownMs} ms`)
  }
})

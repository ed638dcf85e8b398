import fc from 'fast-check'
import t from 'tap'
import { firstLimit, LEAST_TURNS, MOST_TURNS, nextLimit, TARGET_MS } from '../../src/admission/inflight.js'

const slow = TARGET_MS + 1

t.test('slow work lowers the limit by a part', async t => {
  const next = nextLimit({ turns: 100, loweredAt: 0 }, { ownMs: slow, endedAt: 1000, inFlight: 100 })
  t.same(next, { turns: 80, loweredAt: 1000 })
})

t.test('work that began before the limit was lowered does not lower it again', async t => {
  const lowered = { turns: 80, loweredAt: 1000 }
  t.equal(nextLimit(lowered, { ownMs: 200, endedAt: 1150, inFlight: 80 }), lowered)
  t.equal(nextLimit(lowered, { ownMs: 200, endedAt: 1200, inFlight: 80 }).turns, 64)
})

t.test('quick work at the limit raises it by one each time the whole of it went well', async t => {
  let limit = { turns: 100, loweredAt: 0 }
  for (let i = 0; i < 100; i++) limit = nextLimit(limit, { ownMs: 5, endedAt: i, inFlight: 100 })
  t.ok(limit.turns > 100.9 && limit.turns <= 101, `${limit.turns}`)
})

t.test('quick work far below the limit proves nothing', async t => {
  const limit = { turns: 100, loweredAt: 0 }
  t.equal(nextLimit(limit, { ownMs: 1, endedAt: 1, inFlight: 49 }), limit)
})

t.test('the limit stays within its bounds, whatever comes', async () => {
  const samples = fc.record({ ownMs: fc.nat(2000), endedAt: fc.nat(1_000_000), inFlight: fc.nat(5000) })
  fc.assert(
    fc.property(fc.array(samples, { maxLength: 300 }), list => {
      const { turns } = list.reduce(nextLimit, firstLimit)
      return turns >= LEAST_TURNS && turns <= MOST_TURNS
    }),
  )
})

// A process that does `perMs` turns a millisecond, always offered more than that.
function settledLimit(perMs: number): { turns: number; ownMs: number } {
  let limit = firstLimit
  for (let now = 1; now < 60_000; now++) {
    const ownMs = limit.turns / perMs
    for (let i = 0; i < perMs; i++) limit = nextLimit(limit, { ownMs, endedAt: now, inFlight: limit.turns })
  }
  return { turns: limit.turns, ownMs: limit.turns / perMs }
}

t.test('a process that does n turns a millisecond settles near the target, be it fast or slow', async t => {
  for (const perMs of [1, 7, 20]) {
    const { ownMs } = settledLimit(perMs)
    t.ok(ownMs > TARGET_MS * 0.7 && ownMs < TARGET_MS * 1.1, `${perMs} a millisecond: ${ownMs} ms`)
  }
})

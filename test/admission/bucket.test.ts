import fc from 'fast-check'
import t from 'tap'
import { bucketOf, bucketRule, FULL, tokensIn } from '../../src/admission/bucket.js'
import { createMemoryQuota } from '../../src/admission/quota.memory.js'
import { spendMany } from '../contracts/quota.js'
import { fakeClock } from '../support/dialog/fake-time.js'

const rules = fc.record({
  ratePerS: fc.integer({ min: 1, max: 100_000 }),
  burst: fc.integer({ min: 1, max: 5000 }),
})
const arrivals = fc.array(
  fc.record({ afterMs: fc.integer({ min: 0, max: 3000 }), turns: fc.integer({ min: 1, max: 300 }) }),
  { maxLength: 30 },
)

t.test('a full bucket holds its burst at any time', async t => {
  t.equal(tokensIn(FULL, bucketRule(5, 7), 0), 7)
  t.equal(tokensIn(FULL, bucketRule(5, 7), 1e12), 7)
})

t.test('tokens come in by fractions', async t => {
  const rule = bucketRule(5, 5)
  const empty = bucketOf(0, rule, 1000)
  t.equal(tokensIn(empty, rule, 1100), 0.5)
  t.equal(tokensIn(empty, rule, 1200), 1)
})

t.test('what is put in is in it, up to the burst, and a debt is negative', async t => {
  const rule = bucketRule(500, 100)
  for (const [put, held] of [
    [3.5, 3.5],
    [100, 100],
    [130, 100],
    [-20, -20],
  ] as const) {
    t.equal(tokensIn(bucketOf(put, rule, 5000), rule, 5000), held)
  }
})

t.test('a bucket only fills while nothing is taken', async () => {
  fc.assert(
    fc.property(
      rules,
      fc.double({ min: -100, max: 6000, noNaN: true }),
      fc.nat(10_000),
      fc.nat(10_000),
      (r, put, a, b) => {
        const rule = bucketRule(r.ratePerS, r.burst)
        const bucket = bucketOf(put, rule, 0)
        return tokensIn(bucket, rule, Math.min(a, b)) <= tokensIn(bucket, rule, Math.max(a, b))
      },
    ),
  )
})

t.test(
  'never more than rate × time + burst is spent, and nothing is refused while a token is left',
  async () => {
    fc.assert(
      fc.property(rules, arrivals, (rule, batches) => {
        const clock = fakeClock(0)
        const quota = createMemoryQuota(rule, clock)
        let total = 0
        return batches.every(({ afterMs, turns }) => {
          clock.move(afterMs)
          const spent = spendMany(quota, turns)
          total += spent
          const isWithin = total <= (rule.ratePerS * clock.now()) / 1000 + rule.burst + 1e-6
          return isWithin && quota.left() >= 0 && (spent === turns || quota.left() === 0)
        })
      }),
    )
  },
)

t.test('demand above the rate gets the rate and the burst, to a token', async t => {
  const clock = fakeClock(0)
  const quota = createMemoryQuota({ ratePerS: 500, burst: 500 }, clock)
  let spent = 0
  for (let ms = 0; ms < 10_000; ms++) {
    spent += spendMany(quota, 3)
    clock.move(1)
  }
  t.ok(Math.abs(spent - 5500) <= 1, `${spent}`)
})

// One rate, several shops: who gets how much of it when.
import t from 'tap'
import { createMemoryQuota } from '../../src/admission/quota.memory.js'
import { createShopQuota } from '../../src/admission/shop-quota.js'
import { fakeClock } from '../support/dialog/fake-time.js'

/** Turns that each shop gets in ten seconds, of which the first two are not counted: a burst is no rate. */
function play(shares: Readonly<Record<string, number>>, perS: Readonly<Record<string, number>>) {
  const steady = fakeClock(0)
  const quota = createShopQuota(new Map(Object.entries(shares)), { ratePerS: 100, burst: 100 }, (_, rule) =>
    createMemoryQuota(rule, steady),
  )
  const got: Record<string, number> = {}
  const due: Record<string, number> = {}
  for (let ms = 0; ms < 12_000; ms++) {
    steady.move(1)
    for (const [shop, rate] of Object.entries(perS)) {
      due[shop] = (due[shop] ?? 0) + rate / 1_000
      for (; (due[shop] ?? 0) >= 1; due[shop] = (due[shop] ?? 0) - 1)
        if (quota.spend(shop) && ms >= 2_000) got[shop] = (got[shop] ?? 0) + 1
    }
  }
  return Object.fromEntries(Object.entries(got).map(([shop, turns]) => [shop, Math.round(turns / 10)]))
}

const near = (seen: number | undefined, expected: number) => Math.abs((seen ?? 0) - expected) <= 2

t.test('a shop alone has the whole rate', async t => {
  const { a } = play({ a: 0.2, b: 0.8 }, { a: 1_000 })
  t.ok(near(a, 100), `${a}`)
})

t.test('a noisy shop cannot take what the others ask for, and takes what they leave', async t => {
  const { a, b } = play({ a: 0.5, b: 0.5 }, { a: 2_000, b: 30 })
  t.ok(near(b, 30) && near(a, 70), `${a} ${b}`)
})

t.test('when all ask for more, each has its share', async t => {
  const { a, b, c } = play({ a: 0.5, b: 0.3, c: 0.2 }, { a: 500, b: 900, c: 100 })
  t.ok(near(a, 50) && near(b, 30) && near(c, 20), `${a} ${b} ${c}`)
})

t.test('shares above the whole are parts of their sum; what belongs to none is for all', async t => {
  const { a, b } = play({ a: 1, b: 1 }, { a: 500, b: 500 })
  t.ok(near(a, 50) && near(b, 50), `${a} ${b}`)
  const rest = play({ a: 0.2 }, { a: 10, other: 500 })
  t.ok(near(rest.a, 10) && near(rest.other, 90), `${rest.a} ${rest.other}`)
})

t.test('a shop that comes back finds half of its burst', async t => {
  const steady = fakeClock(0)
  const rule = { ratePerS: 100, burst: 100 }
  const quota = createShopQuota(
    new Map([
      ['a', 0.5],
      ['b', 0.5],
    ]),
    rule,
    (_, own) => createMemoryQuota(own, steady),
  )
  t.equal(quota.left(), 100)
  const spent = (shop: string) => Array.from({ length: 200 }, () => quota.spend(shop)).filter(Boolean).length
  t.equal(spent('a'), 75)
  t.equal(spent('b'), 25)
  t.equal(quota.left(), 0)
  await quota.close()
})

import fc from 'fast-check'
import t from 'tap'
import { isCanary, tailOf } from '../../src/gray/side.js'

const owner = 'c0ffee00c0ffee00c0ffee00c0ffee00'
const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 32, maxLength: 32 })

t.test("the tail is an id's last two digits, or two digits of its hash", async t => {
  t.equal(tailOf({ uid: 'u10042', owner }), 42)
  t.equal(tailOf({ uid: '07', owner }), 7)
  for (const uid of ['anna', 'u7', '7', 'u1x', '张42号', 'u٤٢'])
    t.equal(tailOf({ uid, owner }), 0xc0ffee00 % 100, uid)
})

t.test('a release applies to its percentage of tails, from the offset on and round the end', async t => {
  const met = (percent: number, offset: number) =>
    Array.from({ length: 100 }, (_none, n) => n).filter(n =>
      isCanary({ uid: `u${String(n).padStart(2, '0')}`, owner }, { percent, offset }),
    )
  t.same(met(5, 0), [0, 1, 2, 3, 4])
  t.same(met(3, 98), [0, 98, 99])
  t.same(met(0, 7), [])
  t.equal(met(100, 37).length, 100)
})

t.test('a customer of a release keeps it when its share grows', async () => {
  const parts = [fc.string(), hex, fc.nat(100), fc.nat(99), fc.nat(100)] as const
  fc.assert(
    fc.property(...parts, (uid, hash, percent, offset, more) => {
      const customer = { uid, owner: hash }
      const isIn = isCanary(customer, { percent, offset })
      return !isIn || isCanary(customer, { percent: Math.min(100, percent + more), offset })
    }),
  )
})

t.test('customers whose ids end in no digits are spread over the tails by their hash', async t => {
  const tails = new Set<number>()
  for (let n = 0; n < 2_000; n++)
    tails.add(
      tailOf({
        uid: 'a',
        owner: Math.imul(n, 2_654_435_761 | 0)
          .toString(16)
          .replace('-', '')
          .padStart(8, '0'),
      }),
    )
  t.ok(tails.size > 95, `${tails.size} of 100`)
})

t.test('a turn with only a hash of its customer is on the stable side', async t => {
  t.equal(isCanary({ uid: '', owner }, { percent: 100, offset: 0 }), false)
})

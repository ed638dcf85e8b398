import t from 'tap'
import { type AddressRules, createAddressLimits } from '../../src/admission/address-limits.js'
import { createAddresses } from '../../src/admission/addresses.js'

const peer = (last: number) => Uint8Array.of(198, 51, 100, last).buffer
const proxy = Uint8Array.of(10, 0, 0, 1).buffer

function limitsAt(rules: AddressRules) {
  const clock = { at: 0 }
  const parts = { addresses: createAddresses(['10.0.0.0/8']), steady: { now: () => clock.at } }
  return { clock, limits: createAddressLimits(parts, rules) }
}

t.test('an address has so much under way, and room again when something ends', async t => {
  const { limits } = limitsAt({ open: 2, ratePerS: 0 })
  const first = limits.admit(peer(1), undefined)
  t.ok(limits.admit(peer(1), undefined).ok)
  t.same(limits.admit(peer(1), undefined), { ok: false, retryAfterS: 1 })
  t.ok(limits.admit(peer(2), undefined).ok, 'another address has its own')
  if (first.ok) first.release?.()
  t.ok(limits.admit(peer(1), undefined).ok)
})

t.test('an address has so many requests a second, and as many new connections', async t => {
  const { limits, clock } = limitsAt({ open: 0, ratePerS: 2 })
  t.same(
    [1, 2, 3].map(() => limits.admit(peer(1), undefined).ok),
    [true, true, false],
  )
  t.same(
    [1, 2, 3].map(() => limits.connects(peer(1))),
    [true, true, false],
  )
  clock.at = 500
  t.same([limits.admit(peer(1), undefined).ok, limits.connects(peer(1))], [true, true])
  t.notOk(limits.admit(peer(1), undefined).ok)
})

t.test('behind a trusted proxy clients are told apart, and the proxy is free', async t => {
  const { limits } = limitsAt({ open: 0, ratePerS: 1 })
  for (let i = 0; i < 5; i++) {
    t.ok(limits.connects(proxy))
    t.ok(limits.admit(proxy, undefined).ok)
    t.ok(limits.admit(proxy, `203.0.113.${i}`).ok)
  }
  t.notOk(limits.admit(proxy, '203.0.113.0').ok)
})

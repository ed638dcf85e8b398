import t from 'tap'
import { type Admission, type AdmissionDeps, createAdmission } from '../../src/admission/admission.js'
import { type Quota, unlimited } from '../../src/admission/quota.js'
import { createMemoryQuota } from '../../src/admission/quota.memory.js'
import { fakeClock } from '../support/dialog/fake-time.js'

const ann = { owner: 'a'.repeat(64), shop: 'main' }
const ben = { owner: 'b'.repeat(64), shop: 'main' }

interface Rates {
  readonly ratePerS: number
  readonly burst: number
  readonly uidRatePerS: number
  readonly cheapRatePerS: number
}
const plenty: Rates = { ratePerS: 500, burst: 500, uidRatePerS: 0, cheapRatePerS: 0 }

function setUp(limits: Rates, others: Partial<AdmissionDeps> = {}) {
  const steady = fakeClock(0)
  const quotaOf = (ratePerS: number, burst: number): Quota =>
    ratePerS === 0 ? unlimited : createMemoryQuota({ ratePerS, burst }, steady)
  const quota = quotaOf(limits.ratePerS, limits.burst)
  const cheapQuota = quotaOf(limits.cheapRatePerS, limits.cheapRatePerS)
  const ports = { liveProcesses: () => 1, isCrowded: () => false, steady, random: () => 0.5, ...others }
  const admission: Admission = createAdmission({ quota, cheapQuota, limits, ...ports })
  return { steady, quota, admission }
}

t.test('a turn is admitted while there are tokens and refused then, with what the client needs', async t => {
  const { admission, steady } = setUp({ ...plenty, ratePerS: 2, burst: 3 })
  for (let i = 0; i < 3; i++) t.equal(admission.admit(ann).ok, true)
  t.same(admission.admit(ann), {
    ok: false,
    headers: { 'RateLimit-Policy': '"turns";q=4;w=2', RateLimit: '"turns";r=0;t=1' },
    retryAfterS: 1,
  })
  steady.move(500)
  t.equal(admission.admit(ann).ok, true)
})

t.test('the headers name the policy and what is left of it', async t => {
  const { admission } = setUp(plenty)
  t.same(admission.admit(ann).headers, {
    'RateLimit-Policy': '"turns";q=500;w=1',
    RateLimit: '"turns";r=499;t=1',
  })
})

t.test('the headers name the bucket of the customer beside that of the cluster', async t => {
  const { admission } = setUp({ ...plenty, uidRatePerS: 5 })
  t.same(admission.admit(ann).headers, {
    'RateLimit-Policy': '"turns";q=500;w=1, "customer";q=5;w=1',
    RateLimit: '"turns";r=499;t=1, "customer";r=4;t=1',
  })
})

t.test('headers that say the same are the same object', async t => {
  const { admission } = setUp({ ...plenty, ratePerS: 1, burst: 1 })
  admission.admit(ann)
  t.equal(admission.admit(ann).headers, admission.admit(ben).headers)
})

t.test('without a rate nothing is refused and nothing said', async t => {
  const { admission } = setUp({ ...plenty, ratePerS: 0 })
  const all = Array.from({ length: 2000 }, () => admission.admit(ann))
  t.same(
    all.filter(({ ok }) => !ok),
    [],
  )
  t.same(all[0], { ok: true, headers: {} })
  t.equal(admission.payVendor('main'), true)
  t.same(admission.headers(), {})
})

t.test('one customer over their rate is refused, the others are not', async t => {
  const { admission, steady } = setUp({ ...plenty, uidRatePerS: 5 })
  for (let i = 0; i < 5; i++) t.equal(admission.admit(ann).ok, true)
  const refused = admission.admit(ann)
  t.match(refused, { ok: false, retryAfterS: 1 })
  t.equal(refused.headers.RateLimit, '"turns";r=495;t=1, "customer";r=0;t=1')
  t.equal(admission.admit(ben).ok, true)
  steady.move(200)
  t.equal(admission.admit(ann).ok, true)
  t.equal(admission.admit(ann).ok, false)
})

t.test('the turn of a customer over their rate costs the cluster nothing', async t => {
  const { admission, quota } = setUp({ ...plenty, uidRatePerS: 1 })
  for (let i = 0; i < 50; i++) admission.admit(ann)
  t.equal(quota.left(), 499)
})

t.test('whose own bucket is empty is told so before anything is spent; whose is not, is let on', t => {
  const { admission, quota, steady } = setUp({ ...plenty, uidRatePerS: 1 })
  t.equal(admission.refuseHurried(ann), undefined)
  const { headers } = admission.admit(ann)
  t.match(headers, { RateLimit: '"turns";r=499;t=1, "customer";r=0;t=1' })
  t.match(admission.refuseHurried(ann), { ok: false, retryAfterS: 1, headers })
  t.equal(admission.refuseHurried(ben), undefined)
  t.equal(quota.left(), 499)
  steady.move(1000)
  t.equal(admission.refuseHurried(ann), undefined)
  t.end()
})

t.test('without a rate of their own nobody is in a hurry', t => {
  const { admission } = setUp(plenty)
  for (let i = 0; i < 50; i++) admission.admit(ann)
  t.equal(admission.refuseHurried(ann), undefined)
  t.end()
})

t.test('a turn that the cluster has no token for costs the customer nothing', async t => {
  const { admission, steady } = setUp({ ...plenty, ratePerS: 1, burst: 1, uidRatePerS: 2 })
  t.equal(admission.admit(ben).ok, true)
  for (let i = 0; i < 9; i++) {
    const refused = admission.admit(ann)
    t.equal(refused.ok, false)
    t.match(refused.headers, { RateLimit: '"turns";r=0;t=1, "customer";r=2;t=1' })
  }
  steady.move(1000)
  t.equal(admission.admit(ann).ok, true)
})

t.test('cheap turns are admitted when the tokens for the vendor are spent', async t => {
  const { admission } = setUp({ ...plenty, ratePerS: 1, burst: 1 })
  admission.admit(ann)
  const all = Array.from({ length: 1000 }, () => admission.admitCheap(ben).ok)
  t.notOk(all.includes(false))
})

t.test('a turn that the cluster has no token for can be refused before its customer is known', async t => {
  const { admission } = setUp({ ...plenty, ratePerS: 1, burst: 1, uidRatePerS: 5 })
  t.equal(admission.isSpent(), false)
  admission.admit(ann)
  t.equal(admission.isSpent(), true)
  t.same(admission.refuse('main'), {
    ok: false,
    headers: {
      'RateLimit-Policy': '"turns";q=1;w=1, "customer";q=5;w=1',
      RateLimit: '"turns";r=0;t=1, "customer";r=5;t=1',
    },
    retryAfterS: 1,
  })
  for (let i = 0; i < 9; i++) admission.refuse('main')
  t.match(admission.admit(ben), { retryAfterS: 11 }, 'it counts among the refused')
})

t.test('cheap turns have a limit of their own when one is set', async t => {
  const { admission, quota } = setUp({ ...plenty, cheapRatePerS: 2 })
  t.same(admission.admitCheap(ann), {
    ok: true,
    headers: {
      'RateLimit-Policy': '"turns";q=500;w=1, "cheap";q=2;w=1',
      RateLimit: '"cheap";r=1;t=1',
    },
  })
  t.equal(admission.admitCheap(ann).ok, true)
  t.match(admission.admitCheap(ann), { ok: false, retryAfterS: 1 })
  t.equal(quota.left(), 500)
})

t.test('a cheap turn that falls through to the vendor pays for it, or is told that it cannot', async t => {
  const { admission, quota } = setUp({ ...plenty, ratePerS: 1, burst: 2 })
  admission.admitCheap(ann)
  t.equal(quota.left(), 2)
  t.same(
    [admission.payVendor('main'), admission.payVendor('main'), admission.payVendor('main')],
    [true, true, false],
  )
})

t.test('Retry-After grows with the refused turns of the cluster over the last ten seconds', async t => {
  const { admission, steady } = setUp({ ...plenty, ratePerS: 10, burst: 1 }, { liveProcesses: () => 4 })
  admission.admit(ann)
  const waits = Array.from({ length: 50 }, () => admission.admit(ann)).map(a => !a.ok && a.retryAfterS)
  t.equal(waits[0], 1)
  t.equal(waits[49], 20, '50 here, 200 in the four processes, at 10 a second')
  steady.move(11_000)
  admission.admit(ann)
  t.match(admission.admit(ann), { retryAfterS: 1 })
})

t.test('a refusal before the customer is known carries headers too', async t => {
  const { admission } = setUp({ ...plenty, uidRatePerS: 5 })
  t.match(admission.headers(), { RateLimit: '"turns";r=500;t=1, "customer";r=5;t=1' })
})

t.test('in a crowd a turn that a lookup can answer gets no token of the vendor, and spends none', async t => {
  let isCrowded = true
  const { admission } = setUp({ ...plenty, ratePerS: 1, burst: 1 }, { isCrowded: () => isCrowded })
  t.equal(admission.payVendor('main'), false)
  isCrowded = false
  t.equal(admission.payVendor('main'), true)
  t.equal(admission.payVendor('main'), false, 'there was one')
})

// Behaviour that every backend of a quota must show.
import type { Test } from 'tap'
import type { Quota, QuotaRule } from '../../src/admission/quota.js'

export interface QuotaBench {
  readonly quota: Quota
  /** Lets time pass for the quota. */
  pass(ms: number): Promise<void>
  now(): number
}

/** `make` gives an unspent quota, ready for use. */
export type MakeQuota = (rule: QuotaRule) => Promise<QuotaBench>

/** Number of admitted turns of those that come at once. */
export function spendMany(quota: Pick<Quota, 'spend'>, turns: number): number {
  let spent = 0
  for (let i = 0; i < turns; i++) if (quota.spend()) spent += 1
  return spent
}

export function quotaContract(t: Test, make: MakeQuota): void {
  t.test('a burst is let in at once, to the last token', async t => {
    const { quota } = await make({ ratePerS: 1, burst: 50 })
    t.equal(quota.left(), 50)
    t.equal(spendMany(quota, 60), 50)
    t.equal(quota.left(), 0)
    await quota.close()
  })

  t.test('what is lent leaves what is kept to those whose bucket it is', async t => {
    const { quota } = await make({ ratePerS: 1, burst: 50 })
    t.equal(spendMany({ spend: () => quota.lend(30) }, 60), 20)
    t.equal(quota.left(), 30)
    t.equal(spendMany(quota, 60), 30)
    t.notOk(quota.lend(0))
    await quota.close()
  })

  t.test('what was spent comes back at the rate', async t => {
    const { quota, pass, now } = await make({ ratePerS: 100, burst: 20 })
    spendMany(quota, 20)
    const from = now()
    let spent = 0
    for (let i = 0; i < 30; i++) {
      await pass(10)
      spent += spendMany(quota, 5)
    }
    const due = ((now() - from) * 100) / 1000
    t.ok(spent >= due * 0.6 && spent <= due + 1, `${spent} of ${due}`)
    await quota.close()
  })

  t.test('no more than the burst gathers', async t => {
    const { quota, pass } = await make({ ratePerS: 1000, burst: 10 })
    spendMany(quota, 10)
    await pass(300)
    t.equal(quota.left(), 10)
    t.equal(spendMany(quota, 30), 10)
    await quota.close()
  })

  t.test('demand above the rate gets the rate and the burst', async t => {
    const { quota, pass, now } = await make({ ratePerS: 500, burst: 100 })
    const from = now()
    let spent = 0
    while (now() - from < 1000) {
      spent += spendMany(quota, 20)
      await pass(5)
    }
    const due = 100 + (now() - from) / 2
    t.ok(Math.abs(spent - due) / due < 0.05, `${spent} of ${due}`)
    await quota.close()
  })

  t.test('demand below the rate is never refused', async t => {
    const { quota, pass } = await make({ ratePerS: 1000, burst: 100 })
    for (let i = 0; i < 60; i++) {
      t.equal(spendMany(quota, 4), 4)
      await pass(10)
    }
    await quota.close()
  })
}

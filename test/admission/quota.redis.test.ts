import t from 'tap'
import { every } from '../../src/admission/every.js'
import type { Quota, QuotaRule } from '../../src/admission/quota.js'
import { createRedisQuota } from '../../src/admission/quota.redis.js'
import { pause } from '../../src/clock.js'
import { createStoreTime } from '../../src/redis/store-time.js'
import { quotaContract, spendMany } from '../contracts/quota.js'
import { openStore, steadyClock } from '../dialog/redis-bench.js'
import { newId } from '../dialog/samples.js'
import { startRedis } from '../redis-server.js'

const server = await startRedis()
const store = await openStore(server.url)
t.teardown(async () => {
  await store.close()
  await server.stop()
})

type Keys = readonly [string, string]

const newKeys = (): Keys => {
  const tag = `{quota:${newId()}}`
  return [tag, `${tag}:asking`]
}

/** A quota as one process has it, once it has heard of the bucket. */
async function openQuota(keys: Keys, rule: QuotaRule, processes: number): Promise<Quota> {
  let heard = () => {}
  const ready = new Promise<void>(resolve => {
    heard = resolve
  })
  const quota = createRedisQuota({
    async run(...call) {
      const reply = await store.run(...call)
      if (reply[0] !== 'l') setImmediate(heard)
      return reply
    },
    time: createStoreTime(steadyClock),
    keys,
    rule,
    process: newId(),
    liveProcesses: () => processes,
    steady: steadyClock,
    every,
    log: { warn: (...said) => t.fail('away', { said }), info: () => {} },
  })
  await ready
  return quota
}

quotaContract(t, async rule => ({
  quota: await openQuota(newKeys(), rule, 1),
  now: steadyClock.now,
  pass: ms => pause(ms),
}))

t.test('what one process spends is missing for the others', async t => {
  const keys = newKeys()
  const rule = { ratePerS: 1, burst: 40 }
  const [here, there] = await Promise.all([openQuota(keys, rule, 2), openQuota(keys, rule, 2)])
  t.equal(spendMany(here, 40), 20, 'half of it at once')
  await pause(450)
  t.equal(spendMany(there, 40), 10, 'of the half that is left, half')
  await pause(450)
  const rest = spendMany(here, 40) + spendMany(there, 40)
  t.ok(rest >= 10 && rest <= 11, `${rest}`)
  await Promise.all([here.close(), there.close()])
})

t.test('a process that stops hands in what it holds', async t => {
  const keys = newKeys()
  const rule = { ratePerS: 1, burst: 100 }
  const here = await openQuota(keys, rule, 1)
  spendMany(here, 30)
  await pause(150)
  await here.close()
  const there = await openQuota(keys, rule, 1)
  t.ok(Math.abs(there.left() - 70) <= 1, `${there.left()}`)
  await there.close()
})

t.test('an idle bucket leaves nothing in Redis', async t => {
  const keys = newKeys()
  const quota = await openQuota(keys, { ratePerS: 1000, burst: 10 }, 1)
  spendMany(quota, 10)
  await quota.close()
  await pause(1100)
  t.equal(await server.client.exists(...keys), 0)
})

for (const processes of [1, 2, 4]) {
  t.test(`${processes} processes together let in the rate and the burst`, async t => {
    const keys = newKeys()
    const rule = { ratePerS: 500, burst: 250 }
    const quotas = await Promise.all(
      Array.from({ length: processes }, () => openQuota(keys, rule, processes)),
    )
    const from = performance.now()
    let spent = 0
    while (performance.now() - from < 1500) {
      for (const quota of quotas) spent += spendMany(quota, 12)
      await pause(4)
    }
    const due = rule.burst + (rule.ratePerS * (performance.now() - from)) / 1000
    t.ok(Math.abs(spent - due) / due < 0.05, `${spent} of ${due}`)
    await Promise.all(quotas.map(quota => quota.close()))
  })
}

import t from 'tap'
import { openStore, steadyClock } from '../../perf/load/dialog-store.js'
import { newId } from '../../perf/load/dialog-turns.js'
import { every } from '../../src/admission/every.js'
import type { Quota, QuotaRule } from '../../src/admission/quota.js'
import { createRedisQuota, type QuotaLog } from '../../src/admission/quota.redis.js'
import { pause } from '../../src/clock.js'
import { createRedisTime } from '../../src/redis/redis-time.js'
import { startRedis } from '../../tools/redis-server.js'
import { quotaContract, spendMany } from '../contracts/quota.js'

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

const mute: QuotaLog = { warn: (...said) => t.fail('away', { said }), info: () => {} }

/** A quota as one process has it, once it has heard of the bucket. */
async function openQuota(keys: Keys, rule: QuotaRule, processes: number, log = mute): Promise<Quota> {
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
    time: createRedisTime(steadyClock),
    keys,
    rule,
    processId: newId(),
    liveProcesses: () => processes,
    steady: steadyClock,
    every,
    log,
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

t.test('who asks gets at most what is credited to nobody else, over the number of those who ask', async t => {
  const keys = newKeys()
  const ask = (process: string, want: number, processes = 4) =>
    store.run('quota_exchange', keys, [Date.now() + 60_000, 1, 100, process, 0, want, processes])
  const told = [
    await ask('a', 4),
    // Sent at once: who asked is counted for 150 ms.
    ...(await Promise.all([
      ask('b', 90),
      ask('c', 0),
      ask('d', 90),
      ask('a', 90),
      ask('d', 0, 0),
      ask('c', 90),
    ])),
  ]
  t.same(told, [
    '4 96 24',
    // Half of the 72 that are not credited to a.
    '36 60 15',
    '0 60 15',
    // A third of 6, and the credit of one that has just come.
    '2 58 14',
    // Its credit falls to its share, not below: two have come and had theirs.
    '4 54 13',
    // One that stops has no credit.
    '0 54 0',
    '8 46 11',
  ])
})

t.test('a process that comes has its share at once, though another holds credit for all', async t => {
  const keys = newKeys()
  // Each still believes that it is the only one.
  const ask = (process: string) =>
    store.run('quota_exchange', keys, [Date.now() + 60_000, 1, 100, process, 0, 0, 1])
  t.equal(await ask('a'), '0 100 100')
  t.equal(await ask('b'), '0 100 50')
  t.equal(await ask('b'), '0 100 50', 'and keeps it while the other is late')
  t.equal(await ask('a'), '0 100 50')
  t.equal(await ask('b'), '0 100 50')
})

t.test(
  'a process that has come keeps of its credit what it has not spent, while the others are late',
  async t => {
    const keys = newKeys()
    const ask = (process: string, held: number) =>
      store.run('quota_exchange', keys, [Date.now() + 60_000, 1, 100, process, held, 0, 1])
    t.equal(await ask('a', 0), '0 100 100')
    t.equal(await ask('b', 0), '0 100 50')
    t.equal(await ask('b', -30), '0 70 20')
    t.equal(await ask('b', -20), '0 50 0', 'not a share of the rest as well')
  },
)

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
    let roundAt = from
    while (performance.now() - from < 1500) {
      roundAt = performance.now()
      for (const quota of quotas) spent += spendMany(quota, 12)
      await pause(4)
    }
    const dueAt = (at: number) => rule.burst + (rule.ratePerS * (at - from)) / 1000
    const [least, most] = [0.95 * dueAt(roundAt), 1.05 * dueAt(performance.now())]
    t.ok(spent > least && spent < most, `${spent} of ${least} to ${most}`)
    await Promise.all(quotas.map(quota => quota.close()))
  })
}

t.test('through a frozen Redis the rate is kept, and the bucket is shared again when it thaws', async t => {
  const said: string[] = []
  let [away, back] = [() => {}, () => {}]
  const isAway = new Promise<void>(resolve => {
    away = resolve
  })
  const isBack = new Promise<void>(resolve => {
    back = resolve
  })
  const log: QuotaLog = {
    warn: (_fields, message) => {
      said.push(message)
      away()
    },
    info: (_fields, message) => {
      said.push(message)
      back()
    },
  }
  const rule = { ratePerS: 400, burst: 20 }
  const quota = await openQuota(newKeys(), rule, 1, log)
  process.kill(server.pid, 'SIGSTOP')
  await isAway
  spendMany(quota, 100)
  const from = performance.now()
  let spent = 0
  let roundAt = from
  while (performance.now() - from < 1300) {
    roundAt = performance.now()
    spent += spendMany(quota, 20)
    await pause(5)
  }
  const dueAt = (at: number) => (rule.ratePerS * (at - from)) / 1000
  const [least, most] = [0.9 * dueAt(roundAt), 1.1 * dueAt(performance.now())]
  process.kill(server.pid, 'SIGCONT')
  t.ok(spent > least && spent < most, `${spent} of ${least} to ${most}`)
  await isBack
  t.same(said, ['quota away: this process spends its share', 'quota back'])
  await quota.close()
})

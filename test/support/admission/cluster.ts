// Several processes and the bucket they share, in a time that a test moves: the script's twin instead of Redis.
import type { Quota, QuotaRule } from '../../../src/admission/quota.js'
import { createRedisQuota } from '../../../src/admission/quota.redis.js'
import { createRedisTime } from '../../../src/redis/redis-time.js'
import { type FakeClock, fakeClock } from '../dialog/fake-time.js'
import { fakeEvery } from './fake-every.js'

/** quota_exchange.lua over numbers in milliseconds. */
function bucketTwin(clock: FakeClock): (...values: (string | number)[]) => string {
  let emptyAt = Number.NEGATIVE_INFINITY
  const asking = new Map<string, number>()
  return (_name, _bucket, _asking, notAfter, ratePerS, most, process, held, want) => {
    const now = clock.now()
    if (now > Number(notAfter)) return `l${Math.floor(now)}`
    const [rate, burst] = [Number(ratePerS) / 1000, Number(most)]
    let left = Math.min(burst, (now - emptyAt) * rate)
    left = Math.min(burst, Math.max(-burst, left) + Number(held))
    let granted = 0
    if (Number(want) > 0) {
      asking.set(String(process), now)
      const count = [...asking.values()].filter(at => at >= now - 150).length
      const due = Math.floor(left / count) || (left >= 1 ? 1 : 0)
      granted = Math.max(0, Math.min(Number(want), due))
    }
    left -= granted
    emptyAt = now - left / rate
    return `${granted} ${Math.floor(left)}`
  }
}

/** Turns that come to each process at a millisecond. */
export type Demand = (process: number, ms: number) => number

/** What the processes let in by each millisecond, summed up. Their timers are out of step, a reply takes 1 ms. */
export async function runCluster(
  rule: QuotaRule,
  processes: number,
  { ms, demand }: { readonly ms: number; readonly demand: Demand },
): Promise<number[]> {
  const clock = fakeClock(0)
  const twin = bucketTwin(clock)
  let replies: (() => void)[] = []
  const members = Array.from({ length: processes }, (_none, i) => {
    const timers = fakeEvery()
    const time = createRedisTime(clock)
    time.learn(0)
    const quota: Quota = createRedisQuota({
      run: (...call) => {
        const reply = twin(...call)
        return new Promise(resolve => replies.push(() => resolve(reply)))
      },
      time,
      keys: ['bucket', 'asking'],
      rule,
      processId: String(i),
      liveProcesses: () => processes,
      steady: clock,
      every: timers.every,
      log: { warn: () => {}, info: () => {} },
    })
    return { quota, timers, phase: (i * 37) % 100 }
  })
  const step = async () => {
    const due = replies
    replies = []
    for (const reply of due) reply()
    await Promise.resolve()
    await new Promise<void>(resolve => setImmediate(resolve))
  }
  await step()

  const total: number[] = []
  let spent = 0
  for (let now = 0; now < ms; now++) {
    for (const [i, { quota, timers, phase }] of members.entries()) {
      if (now % 100 === phase) timers.run()
      for (let turns = demand(i, now); turns > 0; turns--) if (quota.spend()) spent += 1
    }
    await step()
    total.push(spent)
    clock.move(1)
  }
  return total
}

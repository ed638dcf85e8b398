// Several processes and the buckets they share, in a time that a test moves: the script's twin instead of Redis.
import type { Quota, QuotaRule } from '../../../src/admission/quota.js'
import { createRedisQuota } from '../../../src/admission/quota.redis.js'
import { createRedisTime } from '../../../src/redis/redis-time.js'
import { type FakeClock, fakeClock } from '../dialog/fake-time.js'
import { type FakeEvery, fakeEvery } from './fake-every.js'

interface Credited {
  readonly at: number
  readonly want: number
  readonly credit: number
}

/** quota_exchange.lua over numbers in milliseconds, for one bucket. */
function bucketTwin(clock: FakeClock): (...values: (string | number)[]) => string {
  let emptyAt = Number.NEGATIVE_INFINITY
  const known = new Map<string, Credited>()
  return (notAfter, ratePerS, most, process, held, wanted, processes) => {
    const now = clock.now()
    if (now > Number(notAfter)) return `l${Math.floor(now)}`
    const [rate, burst, want] = [Number(ratePerS) / 1000, Number(most), Number(wanted)]
    let left = Math.min(burst, (now - emptyAt) * rate)
    left = Math.min(burst, Math.max(-burst, left) + Number(held))
    const others = [...known].filter(([name, { at }]) => name !== process && now - at <= 500)
    const free = Math.max(0, left - others.reduce((sum, [, { credit }]) => sum + credit, 0))
    const asking = 1 + others.filter(([, { at, want }]) => want > 0 && now - at <= 150).length
    const granted = Math.min(want, Math.floor(free / asking) || (free >= 1 ? 1 : 0))
    left -= granted
    emptyAt = now - left / rate
    const own = known.get(String(process))
    const isNew = own === undefined || now - own.at > 500
    const share = left / Math.max(Number(processes), others.length + 1)
    const credit = Math.floor(Math.max(0, isNew ? share : Math.min(free - granted, share)))
    if (Number(processes) === 0) known.delete(String(process))
    else known.set(String(process), { at: now, want, credit })
    return `${granted} ${Math.floor(left)} ${Number(processes) === 0 ? 0 : credit}`
  }
}

export interface Cluster {
  readonly steady: FakeClock
  /** The bucket of that name as each process has it. */
  open(name: string, rule: QuotaRule): readonly Quota[]
  /** Replies that are under way arrive. */
  settle(): Promise<void>
  /** One millisecond passes: timers of some processes run, those of the others at other times; a reply takes 1 ms. */
  pass(): Promise<void>
}

export function createCluster(processes: number): Cluster {
  const clock = fakeClock(0)
  const twins = new Map<string, ReturnType<typeof bucketTwin>>()
  const timersOf: readonly FakeEvery[] = Array.from({ length: processes }, fakeEvery)
  let replies: (() => void)[] = []

  function openAt(process: number, name: string, rule: QuotaRule): Quota {
    const twin = twins.get(name) ?? bucketTwin(clock)
    twins.set(name, twin)
    const time = createRedisTime(clock)
    time.learn(0)
    return createRedisQuota({
      run: (_name, _keys, args = []) => {
        const reply = twin(...args)
        return new Promise(resolve => replies.push(() => resolve(reply)))
      },
      time,
      keys: ['bucket', 'credits'],
      rule,
      processId: String(process),
      liveProcesses: () => processes,
      steady: clock,
      every: (timersOf[process] as FakeEvery).every,
      log: { warn: () => {}, info: () => {} },
    })
  }
  async function settle(): Promise<void> {
    const due = replies
    replies = []
    for (const reply of due) reply()
    await Promise.resolve()
    await new Promise<void>(resolve => setImmediate(resolve))
  }

  return {
    steady: clock,
    open: (name, rule) => timersOf.map((_timers, process) => openAt(process, name, rule)),
    settle,
    async pass() {
      await settle()
      clock.move(1)
      for (const [i, timers] of timersOf.entries()) if (clock.now() % 100 === (i * 37) % 100) timers.run()
    },
  }
}

/** Turns that come to each process at a millisecond. */
export type Demand = (process: number, ms: number) => number

/** What the processes let in by each millisecond, summed up. */
export async function runCluster(
  rule: QuotaRule,
  processes: number,
  { ms, demand }: { readonly ms: number; readonly demand: Demand },
): Promise<number[]> {
  const cluster = createCluster(processes)
  const quotas = cluster.open('turns', rule)
  await cluster.settle()

  const total: number[] = []
  let spent = 0
  for (let now = 0; now < ms; now++) {
    for (const [i, quota] of quotas.entries())
      for (let turns = demand(i, now); turns > 0; turns--) if (quota.spend()) spent += 1
    total.push(spent)
    await cluster.pass()
  }
  return total
}

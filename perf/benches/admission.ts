// Is the rate of the cluster kept without a call to Redis a turn? One, two and four real processes share RATE_PER_S=500
// and RATE_BURST=500 for ten seconds under a flood, spread evenly and all on one of them. Prints what they let in
// against rate × seconds + burst, the calls to Redis, and what one decision costs.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { createAdmission } from '../../src/admission/admission.js'
import { every } from '../../src/admission/every.js'
import { type Quota, unlimited } from '../../src/admission/quota.js'
import { createMemoryQuota } from '../../src/admission/quota.memory.js'
import { createRedisQuota } from '../../src/admission/quota.redis.js'
import { pause } from '../../src/clock.js'
import { quotaKeys } from '../../src/redis/keys.js'
import { type RedisServer, startRedis } from '../../tools/redis-server.js'
import { openStore, type Store, steadyClock } from '../load/dialog-store.js'
import { newId } from '../load/dialog-turns.js'

const rule = { ratePerS: 500, burst: 500 }
const SECONDS = 10
const FLOOD_PER_S = 4000
const DECISIONS = 1_000_000

const print = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)

function quotaOf(store: Store, processes: number): Quota {
  const log = { warn: (fields: object, message: string) => print({ ...fields, message }), info() {} }
  const { run, time } = store
  const keys = quotaKeys('turns')
  const liveProcesses = () => processes
  return createRedisQuota({
    run,
    time,
    keys,
    rule,
    liveProcesses,
    every,
    log,
    processId: newId(),
    steady: steadyClock,
  })
}

/** A member of the cluster: says when it is ready, floods when told to, says what it let in. */
async function member(url: string, processes: number): Promise<void> {
  const store = await openStore(url)
  const quota = quotaOf(store, processes)
  await pause(250)
  process.send?.('ready')
  const [perS] = (await once(process, 'message')) as [number]
  const start = performance.now()
  let [asked, spent] = [0, 0]
  for (let ms = 0; ms < SECONDS * 1000; ms = performance.now() - start) {
    for (; asked < (perS * ms) / 1000; asked++) if (quota.spend()) spent += 1
    await pause(1)
  }
  process.send?.({ spent, seconds: (performance.now() - start) / 1000 })
  await quota.close()
  await store.close()
  process.disconnect()
}

interface Ended {
  readonly spent: number
  readonly seconds: number
}

async function cluster(server: RedisServer, demands: readonly number[], name: string): Promise<void> {
  await server.client.flushall()
  const start = (): ChildProcess => fork(fileURLToPath(import.meta.url), [server.url, String(demands.length)])
  const members = demands.map(start)
  await Promise.all(members.map(child => once(child, 'message')))
  await server.client.config('RESETSTAT')
  const ended = await Promise.all(
    members.map(async (child, i) => {
      child.send(demands[i] ?? 0)
      const [result] = (await once(child, 'message')) as [Ended]
      return result
    }),
  )
  const stats = await server.client.info('commandstats')
  await Promise.all(members.map(child => child.exitCode ?? once(child, 'exit')))
  const calls = Number(/cmdstat_evalsha:calls=(\d+)/.exec(stats)?.[1])
  const usec = Number(/cmdstat_evalsha:calls=\d+,usec=(\d+)/.exec(stats)?.[1])
  const seconds = Math.max(...ended.map(end => end.seconds))
  const admitted = ended.reduce((sum, end) => sum + end.spent, 0)
  const expected = rule.burst + rule.ratePerS * seconds
  print({
    name,
    processes: demands.length,
    offered: Math.round(FLOOD_PER_S * seconds),
    admitted,
    expected: Math.round(expected),
    off: `${(((admitted - expected) / expected) * 100).toFixed(2)} %`,
    redisCallsPerS: Math.round(calls / seconds),
    redisUsPerCall: Number((usec / calls).toFixed(1)),
  })
}

function nsEach(decide: () => unknown): number {
  for (let i = 0; i < DECISIONS / 10; i++) decide()
  const start = performance.now()
  for (let i = 0; i < DECISIONS; i++) decide()
  return Math.round(((performance.now() - start) * 1e6) / DECISIONS)
}

async function decisions(server: RedisServer): Promise<void> {
  const store = await openStore(server.url)
  const shared = quotaOf(store, 1)
  await pause(250)
  const limits = { ...rule, uidRatePerS: 5, cheapRatePerS: 0 }
  const quota = createMemoryQuota(rule, steadyClock)
  const admission = createAdmission({
    isCrowded: () => false,
    quota,
    limits,
    cheapQuota: unlimited,
    liveProcesses: () => 1,
    steady: steadyClock,
    random: Math.random,
  })
  const owners = Array.from({ length: 20_000 }, () => ({ owner: newId(), shop: 'main' }))
  let i = 0
  const customer = () => owners[i++ % owners.length] ?? { owner: '', shop: '' }
  print({
    name: 'one decision, ns',
    'spend, memory': nsEach(() => quota.spend()),
    'spend, redis': nsEach(() => shared.spend()),
    'admit, refused': nsEach(() => admission.admit(customer())),
    'admit, let in': nsEach(() => admission.admitCheap(customer())),
  })
  await shared.close()
  await store.close()
}

const [url, processes] = process.argv.slice(2)
if (url !== undefined) {
  await member(url, Number(processes))
} else {
  const server = await startRedis()
  print({ bench: 'admission', cpu: cpus()[0]?.model, node: process.version })
  await decisions(server)
  for (const count of [1, 2, 4]) {
    await cluster(server, new Array<number>(count).fill(FLOOD_PER_S / count), 'even')
  }
  await cluster(server, [FLOOD_PER_S, 0, 0, 0], 'all on one')
  await server.stop()
}

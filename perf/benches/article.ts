// The load test that articles about such services publish: 200 users in a closed loop, stage after stage. What do they wait,
// how many turns a second are answered, and what CPU, commands and bytes of Redis does it take?
//   few      a tenth of the connections to the vendor that the users need, the nearest to a service without a pool
//   pooled   a connection for each user
//   streamed the same, and the answers come as event streams
//   hot      pooled, and half of what is asked is pinned
//   npm run perf -- article [--seconds 300] [--users 200]
import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { signToken } from '../../src/auth/sign.js'
import type { Program } from '../../tools/program.js'
import { type RedisServer, startRedis } from '../../tools/redis-server.js'
import { readWhole } from '../../tools/usage.js'
import { runLoad } from '../load/load.js'
import { report } from '../machine.js'
import { createAdmin } from '../rehearse/admin.js'
import { readTimes, totalNs } from './cpu/threads.js'
import { rushdesk } from './turn/contenders.js'
import {
  checked,
  dialogTurns,
  localTexts,
  startVendor,
  tokensOf,
  vendorMs,
  vendorTexts,
} from './turn/offer.js'

interface Stage {
  readonly name: string
  /** Of the users. */
  readonly vendorConnections: number
  readonly streams: boolean
  readonly isHot: boolean
}

const stages: readonly Stage[] = [
  { name: 'few', vendorConnections: 0.1, streams: false, isHot: false },
  { name: 'pooled', vendorConnections: 1, streams: false, isHot: false },
  { name: 'streamed', vendorConnections: 1, streams: true, isHot: false },
  { name: 'hot', vendorConnections: 1, streams: false, isHot: true },
]

interface Order {
  readonly users: number
  readonly seconds: number
}

interface Around {
  readonly redis: RedisServer
  readonly vendor: Program
  readonly secret: string
}

const WARM_UP_S = 3
const PIN_TRIES = 10
/** The known ones are pinned; of the others each is new. */
const halfKnown = vendorTexts.flatMap((text, i) => [text, localTexts[i] ?? ''])

export async function run(args: readonly string[]): Promise<void> {
  const order = readOrder(args)
  const around = {
    redis: await startRedis(),
    vendor: await startVendor(vendorMs, '--token-ms', '1'),
    secret: randomBytes(32).toString('hex'),
  }
  try {
    for (const stage of stages) report({ stage: stage.name, ...(await measure(stage, order, around)) })
  } finally {
    await around.vendor.stop()
    await around.redis.stop()
  }
}

async function measure(stage: Stage, { users, seconds }: Order, { redis, vendor, secret }: Around) {
  const connections = Math.ceil(users * stage.vendorConnections)
  const server = await rushdesk.start({
    redisSocket: redis.url.replace('unix:', ''),
    llmUrl: `${vendor.url}/v1`,
    secret,
    env: { LLM_CONNECTIONS: String(connections) },
  })
  try {
    if (stage.isHot) await pin(server.url, secret)
    const texts = stage.isHot ? halfKnown : vendorTexts
    const plan = { tokens: await tokensOf(secret), texts, turns: dialogTurns, streams: stage.streams }
    const load = { url: server.url, connections: users, plan }
    await runLoad({ ...load, warmupS: 0, seconds: WARM_UP_S })
    const before = { cpuNs: cpuOf(server.pid), redis: await usageOf(redis), at: performance.now() }
    const figures = checked(stage.name, await runLoad({ ...load, warmupS: 0, seconds }))
    const after = { cpuNs: cpuOf(server.pid), redis: await usageOf(redis), at: performance.now() }
    const { requests, perS, mean, p99 } = figures
    const cores = (after.cpuNs - before.cpuNs) / 1e6 / (after.at - before.at)
    return {
      users,
      seconds,
      perS,
      meanMs: round(mean),
      p99Ms: round(p99),
      cpuPercentOfMachine: Math.round((100 * cores) / availableParallelism()),
      redisCommandsATurn: round((after.redis.commands - before.redis.commands) / requests),
      redisBytesATurn: Math.round((after.redis.bytes - before.redis.bytes) / requests),
    }
  } finally {
    await server.stop()
  }
}

/** Tried again, because a server on a busy machine may not answer its operator in time. */
async function pin(url: string, secret: string): Promise<void> {
  const token = await signToken({ uid: 'op', role: 'admin', expiresInS: 600 }, secret, Date.now())
  const admin = createAdmin(url, token)
  const pinned = localTexts.map(question => ({ question, answer: '您可以在“我的订单”里查看。' }))
  let isPinned = false
  for (let tries = 0; tries < PIN_TRIES && !isPinned; tries++) {
    isPinned = await admin.pin(pinned).catch(() => false)
  }
  await admin.close()
  if (!isPinned) throw new Error('the answers were not pinned')
}

const cpuOf = (pid: number) => totalNs(readTimes(pid))

/** Commands that Redis ran, those of scripts included, and bytes that went in and out. */
async function usageOf({ client }: RedisServer): Promise<{ commands: number; bytes: number }> {
  const info = await client.info('stats')
  const field = (name: string) => Number(new RegExp(`${name}:(\\d+)`).exec(info)?.[1] ?? 0)
  return {
    commands: field('total_commands_processed'),
    bytes: field('total_net_input_bytes') + field('total_net_output_bytes'),
  }
}

const round = (value: number) => Math.round(value * 10) / 10

function readOrder(args: readonly string[]): Order {
  const options = { users: { type: 'string' }, seconds: { type: 'string' } } as const
  const { users = '200', seconds = '300' } = parseArgs({ args: [...args], options }).values
  return { users: readWhole('users', users, 1), seconds: readWhole('seconds', seconds, 1) }
}

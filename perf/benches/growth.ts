// What a turn costs as the service grows: with live dialogs, with processes on one Redis, with the history in the prompt, with the
// length of the question; and what a WebSocket takes as there are more of them. Microseconds of CPU a turn, as in `cpu`.
//   npm run perf -- growth [--rounds 3] [--seconds 3] [--large] [--short]
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { type RedisServer, startRedis } from '../../tools/redis-server.js'
import { readWhole } from '../../tools/usage.js'
import type { CustomerPlan } from '../load/customers.js'
import { runLoad } from '../load/load.js'
import { median, report } from '../machine.js'
import { type Costs, measure } from './cpu/measure.js'
import { type MeasuredProgram, startMeasured } from './cpu/measured.js'
import { fillWithDialogs } from './growth/fill.js'
import { large, type Points, short, textOf, usual } from './growth/plans.js'
import { measureIdle } from './sockets/pair.js'
import { type ContenderDeps, floor, rushdesk } from './turn/contenders.js'
import { dialogTurns, startVendor, tokensOf, vendorTexts } from './turn/offer.js'

interface Order {
  readonly points: Points
  readonly rounds: number
  readonly seconds: number
  readonly warmS: number
}

interface Stage {
  readonly order: Order
  readonly redis: RedisServer
  readonly around: ContenderDeps
  readonly tokens: readonly string[]
  /** One for each program of the largest measurement. */
  readonly programs: readonly MeasuredProgram[]
}

/** One a connection: nobody waits for a turn of somebody else. */
const CUSTOMERS = 128
const HISTORY_DIALOGS = 1_280

export async function run(args: readonly string[]): Promise<void> {
  const order = readOrder(args)
  const secret = randomBytes(32).toString('hex')
  const redis = await startRedis()
  const vendor = await startVendor()
  const around = { redisSocket: redis.url.replace('unix:', ''), llmUrl: `${vendor.url}/v1`, secret }
  const programs: MeasuredProgram[] = []
  try {
    const tokens = (await tokensOf(secret)).slice(0, CUSTOMERS)
    const stage = { order, redis, around, tokens, programs }
    await growFloor(stage)
    for (let i = 0; i < Math.max(...order.points.processes); i++) programs.push(await startWarm(stage))
    await growProcesses(stage)
    await growText(stage)
    await growDialogs(stage)
    await growHistory(stage)
  } finally {
    await Promise.all([...programs.map(program => program.stop()), vendor.stop()])
    await redis.stop()
  }
  for (const at of order.points.sockets) report({ grows: 'sockets', at, ...(await measureIdle('front', at)) })
}

async function growProcesses({ programs, ...stage }: Stage, grows = 'processes'): Promise<void> {
  for (const at of stage.order.points.processes) {
    const costs = await costsOf({ ...stage, programs: programs.slice(0, at) }, { texts: vendorTexts })
    report({ grows, at, ...costs })
  }
}

/** The floor's processes grow the same way: what a turn costs more there, the machine takes. */
async function growFloor(stage: Stage): Promise<void> {
  const programs: MeasuredProgram[] = []
  try {
    for (let i = 0; i < Math.max(...stage.order.points.processes); i++) {
      programs.push(await startWarm(stage, floor))
    }
    await growProcesses({ ...stage, programs }, 'floor processes')
  } finally {
    await Promise.all(programs.map(program => program.stop()))
  }
}

async function growText({ programs, ...stage }: Stage): Promise<void> {
  for (const at of stage.order.points.text) {
    const costs = await costsOf({ ...stage, programs: programs.slice(0, 1) }, { texts: [textOf(at)] })
    report({ grows: 'text', at, ...costs })
  }
}

/** From few to many, because Redis is filled and never emptied. */
async function growDialogs({ programs: [program], ...stage }: Stage): Promise<void> {
  if (program === undefined) return
  const { redis, tokens, order } = stage
  for (const at of order.points.dialogs) {
    const fill = { url: program.url, redis: redis.client, tokens, live: at, turns: dialogTurns }
    const live = await fillWithDialogs(fill)
    const costs = await costsOf({ ...stage, programs: [program] }, { texts: vendorTexts, live })
    report({ grows: 'dialogs', at, redisMiB: await memoryOf(redis), ...costs })
  }
}

/** Each a server of its own, which puts so much of the past into a prompt. */
async function growHistory(stage: Stage): Promise<void> {
  const { redis, tokens, order, around } = stage
  for (const at of order.points.history) {
    const program = await startWarm({ ...stage, around: { ...around, env: { HISTORY_TURNS: String(at) } } })
    try {
      const fill = { url: program.url, redis: redis.client, tokens, live: HISTORY_DIALOGS, turns: at }
      const live = await fillWithDialogs(fill)
      const costs = await costsOf({ ...stage, programs: [program] }, { texts: vendorTexts, live })
      report({ grows: 'history', at, ...costs })
    } finally {
      await program.stop()
    }
  }
}

/** A program whose code is compiled and optimised. */
async function startWarm({ around, tokens, order }: Stage, contender = rushdesk): Promise<MeasuredProgram> {
  const program = await startMeasured(contender, around)
  const plan = { tokens, texts: vendorTexts, turns: dialogTurns }
  await runLoad({ url: program.url, connections: CUSTOMERS, warmupS: 0, seconds: order.warmS, plan })
  return program
}

type Said = Pick<CustomerPlan, 'texts' | 'live'>

/** Medians of the rounds. */
async function costsOf({ programs, redis, tokens, order }: Stage, { texts, live }: Said): Promise<Costs> {
  const rounds: Costs[] = []
  for (let round = 0; round < order.rounds; round++) {
    // Each round has texts of its own, so that no cache knows them from the round before.
    const said = texts.map(text => text.replace('{n}', `{n} 第${round}次`))
    const plan = { tokens, texts: said, turns: dialogTurns, ...(live !== undefined && { live }) }
    rounds.push(await measure({ contender: 'rushdesk', programs, redis }, { seconds: order.seconds, plan }))
  }
  const parts = Object.keys(rounds[0] ?? {}) as (keyof Costs)[]
  return Object.fromEntries(
    parts.map(part => [part, median(rounds.map(costs => costs[part]))]),
  ) as unknown as Costs
}

async function memoryOf({ client }: RedisServer): Promise<number> {
  const [, bytes] = /used_memory:(\d+)/.exec(await client.info('memory')) ?? []
  return Math.round(Number(bytes) / 2 ** 20)
}

function readOrder(args: readonly string[]): Order {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      large: { type: 'boolean', default: false },
      short: { type: 'boolean', default: false },
    },
  })
  const [points, rounds, seconds, warmS] = values.short
    ? [short, '1', '1', 2]
    : [values.large ? large : usual, '3', '3', 8]
  return {
    points,
    rounds: readWhole('rounds', values.rounds ?? rounds, 1),
    seconds: readWhole('seconds', values.seconds ?? seconds, 1),
    warmS,
  }
}

// How many turns a second does rushdesk answer, and how long do they take, next to a program that does only the
// unavoidable I/O and to the same service in FastAPI and in Fastify? All share the machine, one private Redis and one vendor.
//   npm run perf -- turn [--answers vendor|local] [--rounds 3] [--seconds 6] [--connections 128] [--full-only]
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import type { Program } from '../../tools/program.js'
import { startRedis } from '../../tools/redis-server.js'
import { readWhole, UsageError } from '../../tools/usage.js'
import type { Figures } from '../load/figures.js'
import { runLoad } from '../load/load.js'
import { median, report } from '../machine.js'
import { floor, rushdesk } from './turn/contenders.js'
import {
  checked,
  dialogTurns,
  localTexts,
  startVendor,
  tokensOf,
  vendorMs,
  vendorTexts,
} from './turn/offer.js'
import { findPeers } from './turn/peers.js'

interface Order {
  readonly answers: 'vendor' | 'local'
  readonly rounds: number
  readonly seconds: number
  readonly connections: number
  /** Not at half load, which says something only where a vendor is waited for. */
  readonly isFullOnly: boolean
}

interface Entry {
  readonly name: string
  readonly url: string
  readonly full: Figures[]
  readonly half: Figures[]
}

const WARM_UP_S = 2
/** Lets the programs' code be compiled and optimised. */
const FIRST_WARM_UP_S = 4

export async function run(args: readonly string[]): Promise<void> {
  const order = readOrder(args)
  const secret = randomBytes(32).toString('hex')
  const redis = await startRedis()
  const vendor = order.answers === 'vendor' ? await startVendor() : undefined
  const around = {
    redisSocket: redis.url.replace('unix:', ''),
    llmUrl: vendor ? `${vendor.url}/v1` : '',
    secret,
  }
  const programs: Program[] = []
  try {
    const entries: Entry[] = []
    for (const contender of [rushdesk, floor, ...(await findPeers())]) {
      const program = await contender.start(around)
      programs.push(program)
      entries.push({ name: contender.name, url: program.url, full: [], half: [] })
    }
    await measure(entries, order, await tokensOf(secret))
  } finally {
    await Promise.all([...programs, ...(vendor ? [vendor] : [])].map(program => program.stop()))
    await redis.stop()
  }
}

/** In turn, so that whatever else the machine does meets all alike. */
async function measure(entries: readonly Entry[], order: Order, tokens: readonly string[]): Promise<void> {
  const texts = order.answers === 'vendor' ? vendorTexts : localTexts
  const plan = { tokens, texts, turns: dialogTurns }
  const { connections, seconds } = order
  const load = { connections, seconds, plan }
  for (let round = 1; round <= order.rounds; round++) {
    const warmupS = round === 1 ? FIRST_WARM_UP_S : WARM_UP_S
    for (const { name, url, full } of entries) {
      full.push(checked(name, await runLoad({ ...load, url, warmupS })))
      report({ round, contender: name, load: 'full', ...full.at(-1) })
    }
  }
  for (let round = 1; round <= order.rounds && !order.isFullOnly; round++) {
    for (const { name, url, full, half } of entries) {
      const ratePerS = Math.round(median(full.map(f => f.perS)) / 2)
      half.push(checked(name, await runLoad({ ...load, url, ratePerS, warmupS: WARM_UP_S })))
      report({ round, contender: name, load: 'half', ratePerS, ...half.at(-1) })
    }
  }
  summarise(entries, order)
}

function summarise(entries: readonly Entry[], { answers }: Order): void {
  const [own] = entries
  const turnsPerS = (entry: Entry) => median(entry.full.map(f => f.perS))
  const addedMs = answers === 'vendor' ? vendorMs : 0
  for (const entry of entries) {
    report({
      median_of: entry.name,
      answers,
      turns_per_s: turnsPerS(entry),
      p50: round(median(entry.full.map(f => f.p50))),
      p99: round(median(entry.full.map(f => f.p99))),
      half_load_p50_added: round(median(entry.half.map(f => f.p50)) - addedMs),
      half_load_p99_added: round(median(entry.half.map(f => f.p99)) - addedMs),
      ...(own && { rushdesk_is: round(turnsPerS(own) / turnsPerS(entry)) }),
    })
  }
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}

function readOrder(args: readonly string[]): Order {
  const { values } = parseArgs({
    args: [...args],
    options: {
      answers: { type: 'string', default: 'vendor' },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '6' },
      connections: { type: 'string', default: '128' },
      'full-only': { type: 'boolean', default: false },
    },
  })
  const { answers } = values
  if (answers !== 'vendor' && answers !== 'local') throw new UsageError('--answers must be vendor or local')
  return {
    answers,
    rounds: readWhole('rounds', values.rounds, 1),
    seconds: readWhole('seconds', values.seconds, 1),
    connections: readWhole('connections', values.connections, 1),
    isFullOnly: values['full-only'],
  }
}

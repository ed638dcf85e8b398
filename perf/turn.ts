// How many turns a second does rushdesk answer, and how long do they take, next to a program that does only the
// unavoidable I/O and to the same service in FastAPI? All share the machine, one private Redis and one vendor.
//   npm run perf -- turn [--answers vendor|local] [--rounds 3] [--seconds 6] [--connections 128]
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { signToken } from '../src/auth/sign.js'
import { packageRoot } from '../src/root.js'
import { startRedis } from '../test/redis-server.js'
import { type Program, startProgram } from '../tools/program.js'
import { readWhole, UsageError } from '../tools/usage.js'
import type { Figures } from './load/figures.js'
import { runLoad } from './load.js'
import { median, report } from './machine.js'
import { type Contender, findPeer, floor, peerMissing, rushdesk } from './turn/contenders.js'

interface Order {
  readonly answers: 'vendor' | 'local'
  readonly rounds: number
  readonly seconds: number
  readonly connections: number
}

interface Entry {
  readonly name: string
  readonly url: string
  readonly full: Figures[]
  readonly half: Figures[]
}

const vendorMs = 20
/** Turns of a dialog, as in real ones. */
const dialogTurns = 6
const customers = 300
/** The number makes each text new, so that none is answered from what was learned. */
const vendorTexts = [
  '订单 {n} 怎么还没有发货，麻烦帮我看一下',
  '我昨天买的空气炸锅到现在物流没有更新，单号 {n}',
  '请问订单 {n} 能不能改成下周三再送',
  '订单 {n} 的发票抬头写错了，可以重新开吗',
  '刚收到订单 {n}，外包装破了，里面的杯子也裂了一个',
]
const localTexts = ['什么时候发货', '怎么退货', '运费谁出', '可以开发票吗', '优惠券怎么用']

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
    for (const contender of contenders()) {
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

function contenders(): readonly Contender[] {
  const peer = findPeer()
  if (peer === undefined) report({ contender: 'peer', left_out: peerMissing })
  return peer === undefined ? [rushdesk, floor] : [rushdesk, floor, peer]
}

/** In turn, so that whatever else the machine does meets all alike. */
async function measure(entries: readonly Entry[], order: Order, tokens: readonly string[]): Promise<void> {
  const texts = order.answers === 'vendor' ? vendorTexts : localTexts
  const plan = { tokens, texts, turns: dialogTurns }
  const { connections, seconds } = order
  const load = { connections, seconds, warmupS: 2, plan }
  for (let round = 1; round <= order.rounds; round++) {
    for (const { name, url, full } of entries) {
      full.push(checked(name, await runLoad({ ...load, url })))
      report({ round, contender: name, load: 'full', ...full.at(-1) })
    }
  }
  for (let round = 1; round <= order.rounds; round++) {
    for (const { name, url, full, half } of entries) {
      const ratePerS = Math.round(median(full.map(f => f.perS)) / 2)
      half.push(checked(name, await runLoad({ ...load, url, ratePerS })))
      report({ round, contender: name, load: 'half', ratePerS, ...half.at(-1) })
    }
  }
  summarise(entries, order)
}

/** Figures that count refusals or errors compare nothing. */
function checked(name: string, figures: Figures): Figures {
  if (figures.ends['200'] === figures.requests) return figures
  throw new Error(`${name} did not answer every turn: ${JSON.stringify(figures.ends)}`)
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

function startVendor(): Promise<Program> {
  const script = fileURLToPath(new URL('build/perf/vendor.js', packageRoot))
  const args = ['--latency', String(vendorMs), '--tokens', '40', '--ring', '1']
  return startProgram([process.execPath, script, ...args], { PATH: process.env.PATH })
}

function tokensOf(secret: string): Promise<string[]> {
  const order = { role: 'customer', expiresInS: 86_400 } as const
  const uids = Array.from({ length: customers }, (_, i) => `customer-${i}`)
  return Promise.all(uids.map(uid => signToken({ ...order, uid }, secret, Date.now())))
}

function readOrder(args: readonly string[]): Order {
  const { values } = parseArgs({
    args: [...args],
    options: {
      answers: { type: 'string', default: 'vendor' },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '6' },
      connections: { type: 'string', default: '128' },
    },
  })
  const { answers } = values
  if (answers !== 'vendor' && answers !== 'local') throw new UsageError('--answers must be vendor or local')
  return {
    answers,
    rounds: readWhole('rounds', values.rounds, 1),
    seconds: readWhole('seconds', values.seconds, 1),
    connections: readWhole('connections', values.connections, 1),
  }
}

// The cost of a start, and the fate of a process that meets a crowd at once. Each start is timed until it says that it
// serves; from then on 100 customers ask, each again when it is answered, also beside a program that takes one core.
//   npm run perf -- start [--starts 20] [--seconds 3]
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { startRedis } from '../../tools/redis-server.js'
import { startServer } from '../../tools/server.js'
import { readWhole } from '../../tools/usage.js'
import { startVendor } from '../fake-llm.js'
import { createCustomer } from '../load/customers.js'
import { driveClosed } from '../load/drive.js'
import { report } from '../machine.js'
import { readTimes, totalNs } from './cpu/threads.js'
import { startNeighbour } from './start/neighbour.js'
import { linesOf, type Start, summaryOf } from './start/summary.js'
import { tokensOf, vendorTexts } from './turn/offer.js'

interface Order {
  readonly starts: number
  readonly seconds: number
}

interface Row {
  readonly name: string
  readonly nodeEnv: 'development' | 'production'
  readonly isCrowded: boolean
}

const rows: readonly Row[] = [
  { name: 'development', nodeEnv: 'development', isCrowded: false },
  { name: 'production', nodeEnv: 'production', isCrowded: false },
  { name: 'production, busy neighbour', nodeEnv: 'production', isCrowded: true },
]

const CUSTOMERS = 100
/** Long enough that 100 customers are a load that one core carries. */
const VENDOR_MS = 600
/** A plain turn waits for its answer: only refusals and faults count here. */
const BUDGET_MS = '5000'
const DIALOG_TURNS = 6

interface Stage {
  readonly env: NodeJS.ProcessEnv
  readonly tokens: readonly string[]
}

export async function run(args: readonly string[]): Promise<void> {
  const order = readOrder(args)
  const [secret, dataKey] = [randomBytes(32).toString('hex'), randomBytes(32).toString('hex')]
  const redis = await startRedis()
  const vendor = await startVendor({ latency: { kind: 'fixed', ms: VENDOR_MS } })
  const shared = { PATH: process.env.PATH, JWT_SECRET: secret, DATA_KEY: dataKey, REDIS_URL: redis.url }
  const env = { ...shared, LLM_URL: vendor.url, ANSWER_BUDGET_MS: BUDGET_MS, RATE_PER_S: '0' }
  const tokens = await tokensOf(secret)
  try {
    const summaries = []
    for (const row of rows) summaries.push(summaryOf(row.name, await startsOf(row, { env, tokens }, order)))
    for (const summary of summaries) report({ ...summary })
    process.stdout.write(`\n${linesOf(summaries).join('\n')}\n`)
  } finally {
    vendor.close()
    await redis.stop()
  }
}

async function startsOf(row: Row, { env, tokens }: Stage, { starts, seconds }: Order): Promise<Start[]> {
  const neighbour = row.isCrowded ? startNeighbour() : undefined
  const seen: Start[] = []
  try {
    for (let i = 0; i < starts; i++) {
      seen.push(await startOnce({ env: { ...env, NODE_ENV: row.nodeEnv }, tokens }, seconds))
    }
  } finally {
    neighbour?.end()
  }
  return seen
}

async function startOnce({ env, tokens }: Stage, seconds: number): Promise<Start> {
  const startedAt = performance.now()
  const server = await startServer(env)
  const readyMs = performance.now() - startedAt
  const cpuMs = totalNs(readTimes(server.pid)) / 1e6
  const plan = { host: new URL(server.url).host, tokens, texts: vendorTexts, turns: DIALOG_TURNS }
  const offer = { target: { host: '127.0.0.1', port: server.port }, connections: CUSTOMERS, seconds }
  const crowd = await driveClosed({ ...offer, warmupS: 0 }, index => createCustomer(plan, index))
  await server.stop()
  return { readyMs, cpuMs, crowd }
}

function readOrder(args: readonly string[]): Order {
  const { values } = parseArgs({
    args: [...args],
    options: { starts: { type: 'string', default: '20' }, seconds: { type: 'string', default: '3' } },
  })
  return {
    starts: readWhole('--starts', values.starts, 1),
    seconds: readWhole('--seconds', values.seconds, 1),
  }
}

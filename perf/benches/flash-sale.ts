// A flash sale opens: how does the service treat 100,000 customers who ask within 5 seconds, each with a token that nobody has
// seen, over HTTP and WebSocket? Prints what they got and whether every promise for such a crowd was kept.
//   npm run perf -- flash-sale [--customers 100000] [--within 5] [--processes 2] [--connections 512] [--sockets 5]
//                              [--known 40] [--vendor-ms 150] [--rate 500] [--before 20]
// `--before` are seconds of ordinary traffic, because a sale opens on servers that have served.
// With `--known 0 --rate 0` nothing but overload control stands before a flood of questions that are all new.
import { type ChildProcess, fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { packageRoot } from '../../src/root.js'
import type { Program } from '../../tools/program.js'
import { startRedis } from '../../tools/redis-server.js'
import { startServer } from '../../tools/server.js'
import { readWhole } from '../../tools/usage.js'
import { report } from '../machine.js'
import type { CrowdFigures, CrowdOrder } from './flash-sale/crowd.js'
import { judge, type Pauses } from './flash-sale/verdict.js'
import { localTexts, startVendor, vendorTexts } from './turn/offer.js'
import { withLog } from './turn/server-log.js'

export async function run(args: readonly string[]): Promise<void> {
  const options = readOptions(args)
  const { customers, within, processes, connections, sockets, known, 'vendor-ms': vendorMs, rate } = options
  const secret = randomBytes(32).toString('hex')
  const folder = mkdtempSync(join(tmpdir(), 'rushdesk-sale-'))
  const redis = await startRedis()
  const vendor = await startVendor(vendorMs)
  const servers: Server[] = []
  try {
    for (let i = 0; i < processes; i++) {
      servers.push(
        await startMeasured(join(folder, String(i)), { secret, redis: redis.url, vendor: vendor.url, rate }),
      )
    }
    const targets = servers.map(({ program }) => new URL(program.url))
    const order: CrowdOrder = {
      targets: targets.map(({ hostname, port }) => ({ host: hostname, port: Number(port) })),
      before: { customers: options.before * BEFORE_PER_S, seconds: options.before },
      secret,
      customers,
      connections,
      known: localTexts,
      asked: vendorTexts,
      withinS: within,
      socketPercent: sockets,
      knownPercent: known,
    }
    report({ ...options })
    const figures = await sell(order, () => {
      for (const { program } of servers) process.kill(program.pid, 'SIGUSR2')
    })
    for (const { program } of servers) await program.stop()
    const pauses = servers.map(({ file }) => JSON.parse(readFileSync(file, 'utf8')) as Pauses)
    report({ ...figures })
    const mayAsk = rate === 0 ? undefined : rate * (1 + within)
    for (const line of judge(figures, { pauses, mayAsk })) report({ ...line })
  } finally {
    await Promise.all(servers.map(({ program }) => program.kill9()))
    await vendor.stop()
    await redis.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Customers a second before the sale. */
const BEFORE_PER_S = 100

interface Server {
  readonly program: Program
  /** Where it writes its pauses when it ends. */
  readonly file: string
}

const preload = fileURLToPath(new URL('perf/benches/flash-sale/pauses.cjs', packageRoot))

interface Surroundings {
  readonly secret: string
  readonly redis: string
  readonly vendor: string
  /** Turns a second, and at once, that the vendor's bucket lets through; 0: all. */
  readonly rate: number
}

async function startMeasured(file: string, { secret, redis, vendor, rate }: Surroundings): Promise<Server> {
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    NODE_OPTIONS: `--require ${JSON.stringify(preload)}`,
    PAUSES: file,
    DATA_KEY: `of data ${secret}`,
    JWT_SECRET: secret,
    REDIS_URL: redis,
    LLM_URL: `${vendor}/v1`,
    RATE_PER_S: String(rate),
    RATE_BURST: String(Math.max(1, rate)),
  }
  const program = await withLog(logFile => startServer(env, logFile))
  return { program, file }
}

/** Runs the crowd; `onSale` is called when the sale opens. */
async function sell(order: CrowdOrder, onSale: () => void): Promise<CrowdFigures> {
  const crowd: ChildProcess = fork(fileURLToPath(new URL('./flash-sale/crowd.js', import.meta.url)))
  crowd.send(order)
  await once(crowd, 'message')
  crowd.send('go')
  await once(crowd, 'message')
  onSale()
  const [figures] = (await once(crowd, 'message')) as [CrowdFigures]
  return figures
}

function readOptions(args: readonly string[]) {
  const defaults = {
    customers: 100_000,
    within: 5,
    processes: 2,
    connections: 512,
    sockets: 5,
    known: 40,
    'vendor-ms': 150,
    rate: 500,
    before: 20,
  }
  const names = Object.keys(defaults) as (keyof typeof defaults)[]
  const { values } = parseArgs({
    args: [...args],
    options: Object.fromEntries(names.map(name => [name, { type: 'string' as const }])),
  })
  const given = names.map(name => [name, readWhole(name, String(values[name] ?? defaults[name]), 0)])
  return Object.fromEntries(given) as typeof defaults
}

// The CPU that a turn costs, and its threads. Microseconds a turn of one server process, by thread, and of its
// Redis, next to the floor program in the same minutes; 128 connections that send as fast as they are answered.
//   npm run perf -- cpu [--rounds 5] [--seconds 5] [--quick]
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { startRedis } from '../../tools/redis-server.js'
import { readWhole } from '../../tools/usage.js'
import { report } from '../machine.js'
import { type Measurement, measure } from './cpu/measure.js'
import { type MeasuredProgram, startMeasured } from './cpu/measured.js'
import { linesOf, summarise } from './cpu/summary.js'
import { floor, rushdesk } from './turn/contenders.js'
import { dialogTurns, localTexts, startVendor, tokensOf, vendorTexts } from './turn/offer.js'

interface Order {
  readonly rounds: number
  readonly seconds: number
}

/** A kind of turn that is measured. */
interface Row {
  readonly name: string
  readonly texts: readonly string[]
  /** Turns of a dialog. */
  readonly turns: number
  /** The programs that answer it have a vendor. */
  readonly hasVendor: boolean
}

const rows: readonly Row[] = [
  { name: 'vendor turn', texts: vendorTexts, turns: dialogTurns, hasVendor: true },
  { name: 'opening turn', texts: vendorTexts, turns: 1, hasVendor: true },
  { name: 'hot answer', texts: localTexts, turns: dialogTurns, hasVendor: false },
]

/** A program under test. */
interface Running {
  readonly contender: string
  readonly hasVendor: boolean
  readonly program: MeasuredProgram
}

export async function run(args: readonly string[]): Promise<void> {
  const order = readOrder(args)
  const secret = randomBytes(32).toString('hex')
  const redis = await startRedis()
  const vendor = await startVendor()
  const running: Running[] = []
  try {
    for (const llmUrl of ['', `${vendor.url}/v1`]) {
      const around = { redisSocket: redis.url.replace('unix:', ''), llmUrl, secret }
      for (const contender of [floor, rushdesk]) {
        const program = await startMeasured(contender, around)
        running.push({ contender: contender.name, hasVendor: llmUrl !== '', program })
      }
    }
    const summary = summarise(await measureAll(running, redis, { ...order, tokens: await tokensOf(secret) }))
    for (const line of summary) report({ ...line })
    process.stdout.write(`\n${linesOf(summary).join('\n')}\n`)
  } finally {
    await Promise.all([...running.map(({ program }) => program.stop()), vendor.stop()])
    await redis.stop()
  }
}

/** In turn, so that whatever else the machine does meets all alike. */
async function measureAll(
  running: readonly Running[],
  redis: { readonly pid: number },
  { rounds, seconds, tokens }: Order & { readonly tokens: readonly string[] },
): Promise<Measurement[]> {
  const measured: Measurement[] = []
  // Round 0 lets the programs' code be compiled and optimised; it does not count.
  for (let round = 0; round <= rounds; round++) {
    for (const { name: row, texts, turns, hasVendor } of rows) {
      // Each round has texts of its own, so that no cache knows them from the round before.
      const said = texts.map(text => text.replace('{n}', `{n} 第${round}次`))
      for (const { contender, program } of running.filter(one => one.hasVendor === hasVendor)) {
        const plan = { tokens, texts: said, turns }
        const costs = await measure({ contender, programs: [program], redis }, { seconds, plan })
        report({ round, row, contender, ...costs })
        if (round > 0) measured.push({ row, contender, costs })
      }
    }
  }
  return measured
}

function readOrder(args: readonly string[]): Order {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      quick: { type: 'boolean', default: false },
    },
  })
  const [rounds, seconds] = values.quick ? ['1', '2'] : ['5', '5']
  return {
    rounds: readWhole('rounds', values.rounds ?? rounds, 1),
    seconds: readWhole('seconds', values.seconds ?? seconds, 1),
  }
}

// What a streamed turn costs more than a whole one: microseconds of CPU a turn of one server process, by thread, and of its
// Redis. The vendor streams 40 tokens, one every 20 ms, as models do; 128 connections ask as fast as they are answered.
//   npm run perf -- streams [--rounds 3] [--seconds 5]
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { startRedis } from '../../tools/redis-server.js'
import { readWhole } from '../../tools/usage.js'
import { median, report } from '../machine.js'
import { type Costs, measure } from './cpu/measure.js'
import { startMeasured } from './cpu/measured.js'
import { rushdesk } from './turn/contenders.js'
import { dialogTurns, startVendor, tokensOf, vendorMs, vendorTexts } from './turn/offer.js'

const TOKEN_MS = 20
const answers = { whole: false, streamed: true }

export async function run(args: readonly string[]): Promise<void> {
  const { rounds, seconds } = readOrder(args)
  const secret = randomBytes(32).toString('hex')
  const tokens = await tokensOf(secret)
  const redis = await startRedis()
  const vendor = await startVendor(vendorMs, '--token-ms', String(TOKEN_MS))
  const around = { redisSocket: redis.url.replace('unix:', ''), llmUrl: `${vendor.url}/v1`, secret }
  const program = await startMeasured(rushdesk, around)
  const measured: { readonly answer: string; readonly costs: Costs }[] = []
  try {
    // Round 0 lets the program's code be compiled and optimised; it does not count.
    for (let round = 0; round <= rounds; round++) {
      for (const [answer, streams] of Object.entries(answers)) {
        const plan = { tokens, texts: vendorTexts, turns: dialogTurns, streams }
        const subject = { contender: answer, programs: [program], redis }
        const costs = await measure(subject, { seconds, plan })
        report({ round, answer, ...costs })
        if (round > 0) measured.push({ answer, costs })
      }
    }
    for (const answer of Object.keys(answers)) {
      const costs = measured.filter(one => one.answer === answer).map(one => one.costs)
      report({ answer, medians: mediansOf(costs) })
    }
  } finally {
    await Promise.all([program.stop(), vendor.stop()])
    await redis.stop()
  }
}

function mediansOf(costs: readonly Costs[]): Costs {
  const parts = Object.keys(costs[0] ?? {}) as (keyof Costs)[]
  return Object.fromEntries(parts.map(part => [part, median(costs.map(one => one[part]))])) as Costs & object
}

function readOrder(args: readonly string[]): { rounds: number; seconds: number } {
  const options = { rounds: { type: 'string' }, seconds: { type: 'string' } } as const
  const { rounds = '3', seconds = '5' } = parseArgs({ args: [...args], options }).values
  return { rounds: readWhole('rounds', rounds, 1), seconds: readWhole('seconds', seconds, 1) }
}

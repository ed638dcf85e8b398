// How many turns are still answered when a crowd asks again at once, whatever it is told? 256 connections that never back off,
// under overload control, beside what 128 get answered without it.
//   npm run perf -- crowd [--rounds 3] [--seconds 5]
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import type { Program } from '../../tools/program.js'
import { startRedis } from '../../tools/redis-server.js'
import { readWhole } from '../../tools/usage.js'
import type { Figures } from '../load/figures.js'
import { type LoadOrder, runLoad } from '../load/load.js'
import { median, report } from '../machine.js'
import { type ContenderDeps, rushdesk } from './turn/contenders.js'
import { dialogTurns, startVendor, tokensOf, vendorTexts } from './turn/offer.js'

interface Order {
  readonly rounds: number
  readonly seconds: number
}

interface Asked {
  readonly around: Omit<ContenderDeps, 'redisSocket'>
  readonly plan: LoadOrder['plan']
}

const CAPACITY_CONNECTIONS = 128
const CROWD = 256
const guarded = { OVERLOAD: 'on' }

export async function run(args: readonly string[]): Promise<void> {
  const order = readOrder(args)
  const secret = randomBytes(32).toString('hex')
  const vendor = await startVendor()
  const around = { llmUrl: `${vendor.url}/v1`, secret }
  const asked = { around, plan: { tokens: await tokensOf(secret), texts: vendorTexts, turns: dialogTurns } }
  try {
    await measureCrowd(asked, order)
  } finally {
    await vendor.stop()
  }
}

/** Each server has a Redis of its own, because those of one Redis share limits and level. */
async function measureCrowd({ around, plan }: Asked, { rounds, seconds }: Order): Promise<void> {
  const [capacity, answered]: [number[], number[]] = [[], []]
  await withServer(around, open =>
    withServer({ ...around, env: guarded }, async shedding => {
      // Round 0 lets the code be compiled and optimised; it does not count.
      for (let round = 0; round <= rounds; round++) {
        const load = { plan, warmupS: 1, seconds }
        const free = await runLoad({ ...load, url: open.url, connections: CAPACITY_CONNECTIONS })
        const crowd = await runLoad({ ...load, url: shedding.url, connections: CROWD })
        report({ round, free: free.ends, crowd: crowd.ends, crowdP99: crowd.p99 })
        if (round === 0) continue
        capacity.push(answeredPerS(free))
        answered.push(answeredPerS(crowd))
      }
    }),
  )
  report({ crowd_of: CROWD, answered_per_s: median(answered), capacity_per_s: median(capacity) })
}

async function withServer(
  around: Omit<ContenderDeps, 'redisSocket'>,
  use: (server: Program) => Promise<void>,
): Promise<void> {
  const redis = await startRedis()
  try {
    const server = await rushdesk.start({ ...around, redisSocket: redis.url.replace('unix:', '') })
    await use(server).finally(() => server.stop())
  } finally {
    await redis.stop()
  }
}

const answeredPerS = ({ ends, seconds }: Figures) => Math.round((ends['200'] ?? 0) / seconds)

function readOrder(args: readonly string[]): Order {
  const options = { rounds: { type: 'string' }, seconds: { type: 'string' } } as const
  const { rounds = '3', seconds = '5' } = parseArgs({ args: [...args], options }).values
  return { rounds: readWhole('rounds', rounds, 1), seconds: readWhole('seconds', seconds, 1) }
}

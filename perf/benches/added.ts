// What does each add to the vendor's time when one request comes after the other, so that nothing waits for anything? Beside
// rushdesk the floor, the peers, and a gateway that passes calls on and stores nothing. The vendor is asked directly as well:
// what it and the client take by themselves is taken off.
//   npm run perf -- added [--rounds 3] [--seconds 5]
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import type { Program } from '../../tools/program.js'
import { startRedis } from '../../tools/redis-server.js'
import { readWhole } from '../../tools/usage.js'
import type { Figures } from '../load/figures.js'
import { type LoadOrder, runLoad } from '../load/load.js'
import { median, report } from '../machine.js'
import { floor, rushdesk } from './turn/contenders.js'
import { checked, dialogTurns, startVendor, tokensOf, vendorTexts } from './turn/offer.js'
import { findPeers, startPortkey } from './turn/peers.js'

type Plan = LoadOrder['plan']

interface Entry {
  readonly name: string
  readonly url: string
  readonly plan: Plan
  readonly runs: Figures[]
}

interface Order {
  readonly rounds: number
  readonly seconds: number
}

const WARM_UP_S = 1
const VENDOR = 'vendor alone'

export async function run(args: readonly string[]): Promise<void> {
  const order = readOrder(args)
  const secret = randomBytes(32).toString('hex')
  const redis = await startRedis()
  const vendor = await startVendor()
  const around = { redisSocket: redis.url.replace('unix:', ''), llmUrl: `${vendor.url}/v1`, secret }
  const asked = { tokens: await tokensOf(secret), texts: vendorTexts, turns: dialogTurns }
  const programs: Program[] = []
  const entries: Entry[] = [{ name: VENDOR, url: vendor.url, plan: vendorCall(), runs: [] }]
  try {
    for (const contender of [rushdesk, floor, ...(await findPeers())]) {
      const program = await contender.start(around)
      programs.push(program)
      entries.push({ name: contender.name, url: program.url, plan: asked, runs: [] })
    }
    const portkey = await startPortkey()
    if (portkey !== undefined) {
      programs.push(portkey)
      entries.push({ name: 'portkey', url: portkey.url, plan: throughPortkey(around.llmUrl), runs: [] })
    }
    await measure(entries, order)
  } finally {
    await Promise.all([...programs, vendor].map(program => program.stop()))
    await redis.stop()
  }
}

/** In turn, so that whatever else the machine does meets all alike. */
async function measure(entries: readonly Entry[], { rounds, seconds }: Order): Promise<void> {
  for (let round = 1; round <= rounds; round++) {
    for (const { name, url, plan, runs } of entries) {
      runs.push(checked(name, await runLoad({ url, plan, connections: 1, warmupS: WARM_UP_S, seconds })))
      report({ round, contender: name, ...runs.at(-1) })
    }
  }
  const of = ({ runs }: Entry, part: 'p50' | 'p99') => median(runs.map(figures => figures[part]))
  const [alone, ...others] = entries as [Entry, ...Entry[]]
  for (const entry of others) {
    report({
      median_of: entry.name,
      added_p50_ms: rounded(of(entry, 'p50') - of(alone, 'p50')),
      added_p99_ms: rounded(of(entry, 'p99') - of(alone, 'p99')),
      vendor_p50_ms: rounded(of(alone, 'p50')),
    })
  }
}

/** A question as the contenders put it to the vendor. */
function vendorCall(headers: Readonly<Record<string, string>> = {}): Plan {
  const messages = [{ role: 'user', content: vendorTexts[0] }]
  const body = JSON.stringify({ model: 'm', messages, max_tokens: 200, temperature: 0.3 })
  return { path: '/v1/chat/completions', headers, body }
}

const throughPortkey = (llmUrl: string): Plan =>
  vendorCall({
    'X-Portkey-Provider': 'openai',
    'X-Portkey-Custom-Host': llmUrl,
    Authorization: 'Bearer none',
  })

const rounded = (ms: number) => Math.round(ms * 1000) / 1000

function readOrder(args: readonly string[]): Order {
  const options = { rounds: { type: 'string' }, seconds: { type: 'string' } } as const
  const { rounds = '3', seconds = '5' } = parseArgs({ args: [...args], options }).values
  return { rounds: readWhole('rounds', rounds, 1), seconds: readWhole('seconds', seconds, 1) }
}

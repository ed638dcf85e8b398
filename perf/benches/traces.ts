// What traces cost: the same server without them, and with 1 % of its requests recorded, which is the default share. Both
// run in turn and in changing order, so that whatever else the machine does meets both alike.
//   npm run perf -- traces [--rounds 10] [--seconds 5]
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import { startRedis } from '../../tools/redis-server.js'
import { readWhole } from '../../tools/usage.js'
import { median, report } from '../machine.js'
import { type Costs, measure } from './cpu/measure.js'
import { startMeasured } from './cpu/measured.js'
import { type Contender, rushdesk } from './turn/contenders.js'
import { dialogTurns, startVendor, tokensOf, vendorTexts } from './turn/offer.js'

export async function run(args: readonly string[]): Promise<void> {
  const { rounds, seconds } = readOrder(args)
  const secret = randomBytes(32).toString('hex')
  const [redis, vendor, collector] = await Promise.all([startRedis(), startVendor(), startCollector()])
  const around = { redisSocket: redis.url.replace('unix:', ''), llmUrl: `${vendor.url}/v1`, secret }
  const [off, on] = [
    await startMeasured(rushdesk, around),
    await startMeasured(tracedTo(collector.url), around),
  ]
  const tokens = await tokensOf(secret)
  const seen: { readonly off: Costs; readonly on: Costs }[] = []
  try {
    // Round 0 lets the programs' code be compiled and optimised; it does not count.
    for (let round = 0; round <= rounds; round++) {
      const texts = vendorTexts.map(text => text.replace('{n}', `{n} 第${round}次`))
      const order = { seconds, plan: { tokens, texts, turns: dialogTurns } }
      const costOf = (contender: 'off' | 'on') =>
        measure({ contender, redis, programs: [contender === 'on' ? on : off] }, order)
      const first = round % 2 === 0 ? await costOf('off') : undefined
      const costs = { on: await costOf('on'), off: first ?? (await costOf('off')) }
      report({ round, off: costs.off, on: costs.on })
      if (round > 0) seen.push(costs)
    }
    const ratioOf = (part: 'server' | 'turnsPerS') => {
      const ratios = seen.map(costs => costs.on[part] / costs.off[part])
      return { median: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) }
    }
    report({ cpuATurn: ratioOf('server'), throughput: ratioOf('turnsPerS'), exports: collector.calls() })
  } finally {
    await Promise.all([off.stop(), on.stop(), vendor.stop()])
    collector.close()
    await redis.stop()
  }
}

const tracedTo = (url: string): Contender => ({
  name: 'traced',
  start: around => rushdesk.start({ ...around, env: { ...around.env, OTEL_EXPORTER_OTLP_ENDPOINT: url } }),
})

/** Takes what is sent to it, and reads nothing of it. */
async function startCollector() {
  let calls = 0
  const server = createServer((request, response) => {
    calls++
    request.resume().on('end', () => response.end())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    calls: () => calls,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

function readOrder(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '10' },
      seconds: { type: 'string', default: '5' },
    },
  })
  return { rounds: readWhole('rounds', values.rounds, 1), seconds: readWhole('seconds', values.seconds, 1) }
}

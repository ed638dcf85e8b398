// `npm run attack`: every standing attack in its long form against two processes and a real Redis. Prints a table and
// exits 1 when one of them did more than its bound allows.
import { parseArgs } from 'node:util'
import { readWhole, runTool } from '../../../tools/usage.js'
import { startClerk } from './clerk.js'
import { type FloodName, floodNames, floods, ofPeople } from './floods/floods.js'
import { fuzzAll } from './fuzz.js'
import { type Stage, startStage } from './stage.js'
import { meddle } from './stranger.js'
import { bodies, cpuPerRequest, memoryPerMib, openRequests } from './unauthenticated.js'
import { bounds, breaches, type Cost, wage } from './wage.js'

const usage = `Usage: npm run attack -- [--seconds 20] [FLOOD]...
       npm run attack -- --fuzz 100000 [--seed 1]

Attacks two server processes on a real Redis, as one customer and as somebody without a token, while other customers
ask. With --fuzz so many random inputs come instead, the same ones for the same seed. FLOOD is one of ${floodNames.join(', ')}; all by default.
`

interface Row {
  readonly attack: string
  readonly cost: string
  readonly breaches: readonly string[]
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seconds: { type: 'string', default: '20' },
      fuzz: { type: 'string' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(usage)
    return 0
  }
  const chosen = floodNames.filter(name => positionals.length === 0 || positionals.includes(name))
  const stage = await startStage()
  try {
    if (values.fuzz !== undefined) return await fuzz(stage, values.fuzz, values.seed)
    const rows: Row[] = []
    for await (const row of attacks(stage, { chosen, seconds: readWhole('seconds', values.seconds, 1) })) {
      rows.push(row)
      process.stdout.write(line(row))
    }
    const broken = rows.filter(row => row.breaches.length > 0)
    process.stdout.write(`\n${rows.length - broken.length} of ${rows.length} attacks did no harm\n`)
    return broken.length === 0 ? 0 : 1
  } finally {
    await stage.close()
  }
}

async function fuzz(stage: Stage, inputs: string, seed: string): Promise<number> {
  const order = { inputs: readWhole('fuzz', inputs, 1), seed: readWhole('seed', seed, 0) }
  await fuzzAll(stage, order)
  process.stdout.write(
    `${order.inputs} inputs of seed ${order.seed}: each answered below 500, both processes serve\n`,
  )
  return 0
}

interface Plan {
  readonly chosen: readonly FloodName[]
  readonly seconds: number
}

async function* attacks(stage: Stage, { chosen, seconds }: Plan): AsyncGenerator<Row> {
  process.stdout.write(
    `Bounds for other customers: P99 ${bounds.p99Ms} ms, ${bounds.errors} errors, ${bounds.grownMiB} MiB.\n\n`,
  )
  process.stdout.write('| attack | cost | verdict |\n| --- | --- | --- |\n')
  for (const flood of chosen) {
    const cost = await wageOnDesk(stage, flood, seconds)
    const { p99Ms, turns, errors, grownMiB, counts } = cost
    const did = Object.entries(counts).map(([how, count]) => `${count} x ${how}`)
    yield {
      attack: `${flood}: ${floods[flood].does} (${did.join(', ')})`,
      cost: `P99 ${p99Ms} ms, ${errors.length} errors of ${turns}, ${grownMiB} MiB`,
      breaches: breaches(cost, bounds),
    }
  }
  yield* strangers(stage)
}

/** A seat is there for floods of people, and holds the attacker's dialog where signs go to it. */
async function wageOnDesk(stage: Stage, flood: FloodName, seconds: number): Promise<Cost> {
  if (!ofPeople.includes(flood)) return wage(stage, flood, seconds)
  const clerk = await startClerk(stage)
  if (flood === 'signs') await clerk.hold()
  const cost = await wage(stage, flood, seconds)
  if (flood === 'signs') await clerk.release()
  await clerk.leave()
  return cost
}

async function* strangers(stage: Stage): AsyncGenerator<Row> {
  const { differences, owners } = await meddle(stage)
  yield { attack: 'a stranger knows a dialog id', cost: '', breaches: [...differences, ...owners] }
  for (const body of bodies) {
    const perMib = await memoryPerMib(stage, body, 30)
    const attack = `no token: ${body.method} ${body.path} in pieces of ${body.pieceBytes} bytes`
    const cost = `${perMib.toFixed(1)} MiB of memory a MiB`
    yield { attack, cost, breaches: perMib > 4 ? [cost] : [] }
  }
  for (const request of openRequests) {
    const { path, mostMs, headers = {} } = request
    const cost = `${(await cpuPerRequest(stage, request, 4000)).toFixed(2)} ms a request`
    const long = Object.keys(headers).map(name => ` with a long ${name}`)
    yield {
      attack: `no token: GET ${path}${long.join('')}`,
      cost,
      breaches: Number.parseFloat(cost) > mostMs ? [cost] : [],
    }
  }
}

function line({ attack, cost, breaches }: Row): string {
  return `| ${attack} | ${cost} | ${breaches.length === 0 ? 'harmless' : breaches.join('; ')} |\n`
}

await runTool(main)

// `npm run proof`: breaks processes and stores under load and holds what the customers were told against what is kept.
import { parseArgs } from 'node:util'
import { packageRoot } from '../src/root.js'
import { runTool, UsageError } from '../tools/usage.js'
import { header, isSound, lineOf, remarks } from './proof/report.js'
import type { Scenario, Size } from './proof/scenario.js'
import { contention } from './proof/scenarios/contention.js'
import { killed } from './proof/scenarios/killed.js'
import { paused } from './proof/scenarios/paused.js'
import { frozen, restarted } from './proof/scenarios/redis.js'

const scenarios: readonly Scenario[] = [contention, killed, paused, restarted, frozen]

const usage = `npm run proof -- [--scenario NAME]... [--times N] [--short]
Scenarios: ${scenarios.map(scenario => scenario.name).join(', ')}`

interface Order extends Size {
  readonly chosen: readonly Scenario[]
  readonly times: number
}

function readOrder(args: string[]): Order {
  const { values } = parseArgs({
    args,
    options: {
      scenario: { type: 'string', multiple: true, default: [] },
      times: { type: 'string', default: '1' },
      short: { type: 'boolean', default: false },
    },
  })
  const names = values.scenario
  const chosen = scenarios.filter(({ name }) => names.length === 0 || names.includes(name))
  if (chosen.length < names.length || !/^[1-9]\d*$/.test(values.times)) throw new UsageError(usage)
  return { chosen, times: Number(values.times), isShort: values.short, root: packageRoot }
}

/** Prints a line a run; true when nothing was breached. */
async function prove({ chosen, times, ...size }: Order): Promise<boolean> {
  process.stdout.write(`${header}\n`)
  let isGood = true
  for (const scenario of chosen) {
    for (let time = 0; time < times; time++) {
      const report = await scenario.run(size)
      const isSoundRun = isSound(report, scenario.tolerated)
      isGood &&= isSoundRun
      process.stdout.write(`${[lineOf(scenario.name, report, isSoundRun), ...remarks(report)].join('\n')}\n`)
    }
  }
  return isGood
}

await runTool(async () => ((await prove(readOrder(process.argv.slice(2)))) ? 0 : 1))

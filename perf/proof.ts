// `npm run proof`: breaks processes and stores under load and holds what the customers were told against what is kept.
import { parseArgs } from 'node:util'
import { packageRoot } from '../src/root.js'
import { readWhole, runTool, UsageError } from '../tools/usage.js'
import { copyWithout, type Rule, rules } from './proof/broken.js'
import { callsPerTurn } from './proof/calls.js'
import { header, isSound, lineOf, remarks } from './proof/report.js'
import type { Scenario, Size } from './proof/scenario.js'
import { contention } from './proof/scenarios/contention.js'
import { failover, failoverAwaited } from './proof/scenarios/failover.js'
import { killed } from './proof/scenarios/killed.js'
import { paused } from './proof/scenarios/paused.js'
import { pendingKilled } from './proof/scenarios/pending.js'
import { frozen, restarted } from './proof/scenarios/redis.js'
import { reloaded, restartedInTurn } from './proof/scenarios/reload.js'

const scenarios: readonly Scenario[] = [
  contention,
  killed,
  paused,
  restarted,
  frozen,
  pendingKilled,
  restartedInTurn,
  reloaded,
  failover,
  failoverAwaited,
]

const usage = `npm run proof -- [--scenario NAME]... [--times N] [--short] [--break RULE] | --calls
Scenarios: ${scenarios.map(scenario => scenario.name).join(', ')}
--break takes a rule out of a copy of the scripts; the run must then fail: ${Object.keys(rules).join(', ')}
--calls counts the scripts that a turn runs instead`

interface Order {
  readonly chosen: readonly Scenario[]
  readonly times: number
  readonly isShort: boolean
  /** The rule to take out; '' for none. */
  readonly broken: string
  readonly countsCalls: boolean
}

function readOrder(args: string[]): Order {
  const { values } = parseArgs({
    args,
    options: {
      scenario: { type: 'string', multiple: true, default: [] },
      times: { type: 'string', default: '1' },
      short: { type: 'boolean', default: false },
      break: { type: 'string', default: '' },
      calls: { type: 'boolean', default: false },
    },
  })
  const names = values.scenario
  const chosen = scenarios.filter(({ name }) => names.length === 0 || names.includes(name))
  const isKnown = values.break === '' || values.break in rules
  if (!isKnown || chosen.length < names.length) throw new UsageError(usage)
  return {
    ...{ chosen, isShort: values.short, broken: values.break, countsCalls: values.calls },
    times: readWhole('times', values.times, 1),
  }
}

/** Prints a line a run; true when nothing was breached. */
async function prove({ chosen, times }: Order, size: Size): Promise<boolean> {
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

// Whatever was started ends with this process, also when it is told to stop.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

await runTool(async () => {
  const order = readOrder(process.argv.slice(2))
  const { isShort, broken, countsCalls } = order
  if (countsCalls) {
    process.stdout.write(`${(await callsPerTurn(packageRoot)).join('\n')}\n`)
    return 0
  }
  const rule = (rules as Readonly<Record<string, Rule>>)[broken]
  const copy = rule && copyWithout(rule, packageRoot)
  try {
    return (await prove(order, { isShort, root: copy?.root ?? packageRoot })) ? 0 : 1
  } finally {
    copy?.remove()
  }
})

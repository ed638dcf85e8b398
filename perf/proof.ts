// `npm run proof`: breaks processes and stores under load and holds what the customers were told against what is kept.
import { parseArgs } from 'node:util'
import { packageRoot } from '../src/root.js'
import { readWhole, runTool, UsageError } from '../tools/usage.js'
import { callsPerTurn } from './proof/calls.js'
import { copyWithout, type Rule, rules } from './proof/mutants.js'
import { figuresOf, header, lineOf, remarks } from './proof/report.js'
import type { Scenario, Size } from './proof/scenario.js'
import { contention } from './proof/scenarios/contention.js'
import { erased } from './proof/scenarios/erased.js'
import { failover, failoverAwaited, failoverCutOff } from './proof/scenarios/failover.js'
import { killed } from './proof/scenarios/killed.js'
import { paused } from './proof/scenarios/paused.js'
import { pendingKilled } from './proof/scenarios/pending.js'
import { frozen, restarted } from './proof/scenarios/redis.js'
import { reloaded, restartedInTurn } from './proof/scenarios/reload.js'
import { openSeries, runOf, verdictOf } from './proof/series.js'

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
  failoverCutOff,
  erased,
]

const usage = `npm run proof -- [--scenario NAME]... [--times N] [--into FILE] [--short] [--cluster] [--break RULE] | --calls
Scenarios: ${scenarios.map(scenario => scenario.name).join(', ')}
--into appends each run to FILE, counts the runs that FILE holds already towards --times, and prints the sums at the end
--cluster plays over a Redis Cluster of three masters with replicas, which failover and erased do in any case, and leaves out what breaks the one Redis
--break takes a rule out of a copy of the scripts; the run must then fail: ${Object.keys(rules).join(', ')}
--calls counts the scripts that a turn runs instead`

interface Order {
  readonly chosen: readonly Scenario[]
  readonly times: number
  /** The file of the series; '' for none. */
  readonly into: string
  readonly isShort: boolean
  readonly isCluster: boolean
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
      into: { type: 'string', default: '' },
      short: { type: 'boolean', default: false },
      cluster: { type: 'boolean', default: false },
      break: { type: 'string', default: '' },
      calls: { type: 'boolean', default: false },
    },
  })
  const names = values.scenario
  const chosen = scenarios.filter(
    ({ name, needsOneRedis }) =>
      (names.length === 0 || names.includes(name)) && !(values.cluster && needsOneRedis),
  )
  const isKnown = values.break === '' || values.break in rules
  if (!isKnown || chosen.length < names.length) throw new UsageError(usage)
  return {
    chosen,
    into: values.into,
    isShort: values.short,
    isCluster: values.cluster,
    broken: values.break,
    countsCalls: values.calls,
    times: readWhole('times', values.times, 1),
  }
}

/** Prints a line a run, and the sums of a series; true when nothing was breached. */
async function prove({ chosen, times, into }: Order, size: Size): Promise<boolean> {
  const series = openSeries(into)
  process.stdout.write(`${header}\n`)
  for (const scenario of chosen) {
    while (series.runs(scenario.name) < times) {
      const startedAt = performance.now()
      const report = await scenario.run(size)
      const seconds = Math.round((performance.now() - startedAt) / 1_000)
      const run = runOf(scenario, report, { seconds, figures: figuresOf(report) })
      series.add(run)
      process.stdout.write(
        `${[lineOf(run.scenario, run.figures, verdictOf(run)), ...remarks(report)].join('\n')}\n`,
      )
    }
  }
  if (into !== '') process.stdout.write(`\n${series.sums().join('\n')}\n`)
  return series.isSound()
}

// Started programs end with this process, also when it is told to stop.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

await runTool(async () => {
  const order = readOrder(process.argv.slice(2))
  const { isShort, isCluster, broken, countsCalls } = order
  if (countsCalls) {
    process.stdout.write(`${(await callsPerTurn(packageRoot)).join('\n')}\n`)
    return 0
  }
  const rule = (rules as Readonly<Record<string, Rule>>)[broken]
  const copy = rule && copyWithout(rule, packageRoot)
  try {
    return (await prove(order, { isShort, isCluster, root: copy?.root ?? packageRoot })) ? 0 : 1
  } finally {
    copy?.remove()
  }
})

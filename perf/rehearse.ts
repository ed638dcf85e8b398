// `npm run rehearse`: plays scenarios of the sale, with a progress bar, a table, a report and a verdict.
import { mkdir, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Presets, SingleBar } from 'cli-progress'
import { runTool, UsageError } from '../tools/usage.js'
import { drawRun } from './rehearse/charts.js'
import { canBreak } from './rehearse/faults.js'
import { type RehearseOptions, readRehearseOptions, usage } from './rehearse/options.js'
import { type Panel, pageOf, type Setting } from './rehearse/page.js'
import { pictureOf } from './rehearse/picture.js'
import { play } from './rehearse/run.js'
import { arrivalsOf, type Scenario } from './rehearse/scenario.js'
import { fullScenarios, shortScenarios } from './rehearse/scenarios.js'
import { buildStage, type Cast, gatherCast, joinStage, type OpenStage } from './rehearse/stage.js'
import { areAllKept, printed } from './rehearse/summary.js'
import { judge } from './rehearse/verdict.js'

export async function main(args: readonly string[]): Promise<number> {
  const options = readRehearseOptions(args, process.env)
  if (options === 'help') {
    process.stdout.write(usage)
    return 0
  }
  const cast = await gatherCast(options, process.env)
  const setting = settingOf(options, cast, loadavg()[0] ?? 0)
  const panels: Panel[] = []
  for (const scenario of chosen(options)) {
    const panel = await rehearse(scenario, options, cast)
    if (panel !== undefined) panels.push(panel)
  }
  await report(panels, options, setting)
  process.stdout.write(`\n${printed(panels)}`)
  return panels.length > 0 && areAllKept(panels) ? 0 : 1
}

function chosen({ names, isShort }: RehearseOptions): Scenario[] {
  const all = isShort ? shortScenarios() : fullScenarios()
  const unknown = names.find(name => !all.some(scenario => scenario.name === name))
  if (unknown !== undefined) throw new UsageError(`There is no scenario "${unknown}". --help lists them.`)
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name))
}

/** Undefined, and said, when the scenario's fault cannot be made from here. */
async function rehearse(
  scenario: Scenario,
  options: RehearseOptions,
  cast: Cast,
): Promise<Panel | undefined> {
  const { url } = options
  const own = { env: process.env, hasOrders: scenario.orderShare !== undefined }
  const stage =
    url === undefined ? await buildStage(options, cast, own) : joinStage({ ...options, url }, cast)
  try {
    if (!canBreak(scenario, stage.breakers)) {
      process.stdout.write(`${scenario.name}: left out, its fault cannot be made from here\n`)
      return undefined
    }
    const run = await withBar(scenario, stage)
    return { run, verdict: judge(run), svg: drawRun(run) }
  } finally {
    for (const sentence of await stage.close()) process.stdout.write(`${sentence}\n`)
  }
}

async function withBar(scenario: Scenario, stage: OpenStage) {
  const format = `${scenario.name.padEnd(15)}{bar} {value}/{total} turns  {eta_formatted} left`
  const bar = new SingleBar({ format, noTTYOutput: false }, Presets.shades_classic)
  bar.start(arrivalsOf(scenario.phases, stage.basePerS).length, 0)
  try {
    return await play(scenario, stage, () => bar.increment())
  } finally {
    bar.stop()
  }
}

/** `busy` is the load average before the start: on a machine that others keep busy the figures say little. */
function settingOf(options: RehearseOptions, { limits, basePerS }: Cast, busy: number): Setting {
  const where =
    options.url ?? `${options.processes} processes on one port, a private Redis, a simulated vendor of 150 ms`
  const machine = `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), Node ${process.version}`
  return {
    lines: [
      `${where}; load and servers share ${machine}, load average before ${busy.toFixed(1)}`,
      `steady load ${basePerS}/s, surge ${30 * basePerS}/s; RATE_PER_S ${limits.ratePerS}, RATE_BURST ${limits.rateBurst}`,
      'Open loop: latency counts from the scheduled arrival. Half of the questions are exact hot and FAQ phrasings.',
    ],
  }
}

async function report(panels: readonly Panel[], { out }: RehearseOptions, setting: Setting): Promise<void> {
  await mkdir(out, { recursive: true })
  const page = join(out, 'report.html')
  await writeFile(page, pageOf(panels, setting))
  const picture = pictureOf(panels, setting)
  if (picture === undefined) process.stdout.write('no picture: this machine has no fonts\n')
  else await writeFile(join(out, 'report.png'), picture)
  process.stdout.write(`\n${page}\n`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await runTool(() => main(process.argv.slice(2)))

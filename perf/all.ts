// `npm run perf`: all benches of what the service promises about its speed, one after the other, as one page with charts.
// A figure that misses its bound fails nothing: a bench is no gate. Exits 1 only when a bench could not be run.
import { writeFile } from 'node:fs/promises'
import { loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { packageRoot } from '../src/root.js'
import { readWhole, UsageError } from '../tools/usage.js'
import { pageOf, printed, type RunPart } from './all/page.js'
import type { Effort, Part } from './all/part.js'
import { parts } from './all/parts.js'
import { runPart } from './all/run-part.js'
import { describeMachine } from './machine.js'

const usage = `Usage: npm run perf -- [all [PART]...] [--rounds 5] [--short]

Runs ${parts.map(({ name }) => name).join(', ')}, or only the parts that are named, and writes one page with charts.
  --rounds   so many rounds, contenders in turn; what is told are medians
  --short    one short round of each (some 4 minutes): to see that all works, not to judge by
`

export async function runAll(args: readonly string[]): Promise<number> {
  const options = readOptions(args)
  if (options === 'help') {
    process.stdout.write(usage)
    return 0
  }
  const setting = settingOf(options.effort)
  const page = fileURLToPath(new URL('perf/results/perf.html', packageRoot))
  const runs: RunPart[] = []
  let code = 0
  for (const part of options.parts) {
    process.stdout.write(`${part.name} … `)
    const startedAt = performance.now()
    const { isWhole, ...run } = await runPart(part, options.effort)
    const seconds = Math.round((performance.now() - startedAt) / 1000)
    process.stdout.write(`${seconds} s${run.notes.map(note => `\n  ${note}`).join('')}\n`)
    if (!isWhole) code = 1
    runs.push(run)
    // After each part, so that half an hour is not lost with the last one.
    await writeFile(page, pageOf(runs, setting))
  }
  process.stdout.write(`\n${printed(runs)}\n${page}\n`)
  return code
}

/** The load average is that of before the start: on a machine that others keep busy only ratios say something. */
function settingOf({ rounds, isShort }: Effort): string[] {
  const { cpu, cores, node, commit, isDirty, memoryGiB } = describeMachine()
  const busy = (loadavg()[0] ?? 0).toFixed(1)
  return [
    `${cores} cores (${cpu}), ${memoryGiB} GiB, Node ${node}; load average before ${busy}`,
    `commit ${commit || 'unknown'}${isDirty ? ' with changes' : ''}, ${new Date().toISOString()}`,
    `${isShort ? 'short form: to see that all works' : `${rounds} rounds, contenders in turn, medians`}; client, vendor, Redis and servers share the machine`,
  ]
}

function readOptions(args: readonly string[]): { parts: readonly Part[]; effort: Effort } | 'help' {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      rounds: { type: 'string' },
      short: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  const unknown = positionals.find(name => !parts.some(part => part.name === name))
  if (unknown !== undefined) throw new UsageError(`There is no part "${unknown}". --help lists them.`)
  const chosen = positionals.length === 0 ? parts : parts.filter(({ name }) => positionals.includes(name))
  const rounds = readWhole('rounds', values.rounds ?? (values.short ? '1' : '5'), 1)
  return { parts: chosen, effort: { rounds, isShort: values.short } }
}

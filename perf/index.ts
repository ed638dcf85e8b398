// `npm run perf -- <name> [args]`: runs one bench; without a name, or with `all`, those of the page, see all.ts. A bench is a
// file of benches/ that prints JSON lines and exports run(args), or is a program of its own, because it starts itself once
// more as the server that it measures. The first line says what it runs on.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runTool, UsageError } from '../tools/usage.js'
import { runAll } from './all.js'
import { describeMachine, report } from './machine.js'

interface Bench {
  run(args: readonly string[]): Promise<void>
}

const folder = new URL('./benches/', import.meta.url)

const benches = readdirSync(folder)
  .filter(name => name.endsWith('.js'))
  .map(name => name.slice(0, -3))
  .sort()

const fileOf = (name: string) => new URL(`${name}.js`, folder)

/** Told by reading: a program would start if it were imported. */
const exportsRun = (name: string) =>
  /^export (async )?function run\(/m.test(readFileSync(fileOf(name), 'utf8'))

async function runProgram(name: string, args: readonly string[]): Promise<number> {
  const program = spawn(process.execPath, [fileURLToPath(fileOf(name)), ...args], { stdio: 'inherit' })
  const [code] = await once(program, 'exit')
  return typeof code === 'number' ? code : 1
}

await runTool(async () => {
  const [name = 'all', ...args] = process.argv.slice(2)
  if (name === 'all') return runAll(args)
  if (name.startsWith('--')) return runAll([name, ...args])
  if (!benches.includes(name)) {
    throw new UsageError(`npm run perf -- <name>, where name is all or one of: ${benches.join(', ')}`)
  }
  report({ bench: name, args, ...describeMachine() })
  if (!exportsRun(name)) return runProgram(name, args)
  const bench: Bench = await import(fileOf(name).href)
  await bench.run(args)
  return 0
})

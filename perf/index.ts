// `npm run perf -- <name> [args]`: runs one bench. A bench is a file of benches/ that exports run(args) and
// prints JSON lines; the first line says what it runs on.
import { readdirSync, readFileSync } from 'node:fs'
import { runTool, UsageError } from '../tools/usage.js'
import { describeMachine, report } from './machine.js'

interface Bench {
  run(args: readonly string[]): Promise<void>
}

const folder = new URL('./benches/', import.meta.url)

/** The benches among the files of the folder. They are told apart by reading: a program would start if imported. */
function benches(): string[] {
  const files = readdirSync(folder).filter(name => name.endsWith('.js'))
  const isBench = (name: string) =>
    /^export (async )?function run\(/m.test(readFileSync(new URL(name, folder), 'utf8'))
  return files
    .filter(isBench)
    .map(name => name.slice(0, -3))
    .sort()
}

await runTool(async () => {
  const [name = '', ...args] = process.argv.slice(2)
  if (!benches().includes(name)) {
    throw new UsageError(`npm run perf -- <name>, where name is one of: ${benches().join(', ')}`)
  }
  const bench: Bench = await import(new URL(`${name}.js`, folder).href)
  report({ bench: name, args, ...describeMachine() })
  await bench.run(args)
  return 0
})

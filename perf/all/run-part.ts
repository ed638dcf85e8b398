// Runs the bench of one part as a program of its own, and reads what it printed.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { packageRoot } from '../../src/root.js'
import { linesIn } from './lines.js'
import { notesIn } from './notes.js'
import type { RunPart } from './page.js'
import type { Effort, Part } from './part.js'

const program = fileURLToPath(new URL('build/perf/index.js', packageRoot))

export async function runPart(part: Part, effort: Effort): Promise<RunPart & { readonly isWhole: boolean }> {
  const args = part.args(effort)
  const { output, errors, code } = await outputOf([program, part.bench, ...args])
  const lines = linesIn(output)
  const isWhole = code === 0
  const end = isWhole ? [] : [`The bench ended with ${code}: ${faultIn(errors)}`]
  const command = `npm run perf -- ${[part.bench, ...args].join(' ')}`
  return { part, findings: part.read(lines), command, notes: [...notesIn(lines), ...end], isWhole }
}

/** The message of what was thrown, among the lines of its stack. */
function faultIn(errors: string): string {
  const lines = errors.split('\n').filter(line => line.trim() !== '')
  return lines.find(line => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? 'it said nothing'
}

async function outputOf(args: readonly string[]) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let [output, errors] = ['', '']
  child.stdout.setEncoding('utf8').on('data', chunk => {
    output += chunk
  })
  child.stderr.setEncoding('utf8').on('data', chunk => {
    errors += chunk
  })
  const [code, signal] = await once(child, 'close')
  return { output, errors, code: (code ?? signal) as number | string }
}

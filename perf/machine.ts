// The machine a figure is from.
import { execFileSync } from 'node:child_process'
import { cpus, totalmem } from 'node:os'
import { packageRoot } from '../src/root.js'

export interface Machine {
  readonly commit: string
  /** Uncommitted changes: the figures are of no commit. */
  readonly isDirty: boolean
  readonly node: string
  readonly cpu: string
  readonly cores: number
  readonly memoryGiB: number
}

export function describeMachine(): Machine {
  const all = cpus()
  return {
    commit: git('rev-parse', '--short=12', 'HEAD'),
    isDirty: git('status', '--porcelain') !== '',
    node: process.version,
    cpu: all[0]?.model ?? 'unknown',
    cores: all.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
  }
}

/** '' outside a repository. */
function git(...args: string[]): string {
  try {
    return execFileSync('git', args, {
      cwd: packageRoot,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return '' // A package without its repository has no commit to name.
  }
}

/** The middle value; of an even count, the mean of the middle two. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2
}

/** One JSON line of a bench's output. */
export function report(line: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

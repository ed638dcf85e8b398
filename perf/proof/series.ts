// Many runs of the scenarios: a line of JSON each in a file, so that a series can be split and taken up again, and the
// sums over all of them.
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { resetsAllowed } from './fresh.js'
import { columns, header, isSound, lineOf, type Report } from './report.js'
import type { Scenario } from './scenario.js'

/** The record of a run. */
export interface Run {
  readonly scenario: string
  /** In the order of the report's columns. */
  readonly figures: readonly number[]
  readonly isSound: boolean
  readonly seconds: number
  readonly fresh?: { readonly made: number; readonly reset: number; readonly lost: number }
}

export interface Series {
  /** Runs of the scenario so far. */
  runs(scenario: string): number
  add(run: Run): void
  /** A line a scenario: sums, the longest time that a customer was held up, and the verdict. */
  sums(): string[]
  isSound(): boolean
}

export function runOf({ name, tolerated }: Scenario, report: Report, figures: RunFigures): Run {
  const fresh = report.fresh && { fresh: report.fresh }
  return { scenario: name, isSound: isSound(report, tolerated), ...figures, ...fresh }
}

type RunFigures = Pick<Run, 'figures' | 'seconds'>

export const verdictOf = ({ isSound, seconds }: Run) => `${isSound ? 'ok' : 'BREACH'}, ${seconds} s`

/** The series that a file holds; one that is kept nowhere when `file` is ''. */
export function openSeries(file: string): Series {
  const runs: Run[] = file !== '' && existsSync(file) ? readRuns(readFileSync(file, 'utf8')) : []
  const of = (scenario: string) => runs.filter(run => run.scenario === scenario)
  return {
    runs: scenario => of(scenario).length,
    add(run) {
      runs.push(run)
      if (file !== '') appendFileSync(file, `${JSON.stringify(run)}\n`)
    },
    sums: () => [
      header,
      ...[...new Set(runs.map(run => run.scenario))].flatMap(name => sumOf(name, of(name))),
    ],
    isSound: () => runs.every(run => run.isSound) && freshIsSound(runs),
  }
}

const readRuns = (text: string): Run[] =>
  text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Run)

const HELD = columns.indexOf('held ms')

function sumOf(name: string, runs: readonly Run[]): string[] {
  const sums = columns.map((_, i) => {
    const all = runs.map(run => run.figures[i] ?? 0)
    return i === HELD ? Math.max(...all) : total(all)
  })
  const bad = runs.filter(run => !run.isSound).length
  const seconds = total(runs.map(run => run.seconds))
  const verdict = `${runs.length - bad} of ${runs.length} ok, ${seconds} s`
  return [lineOf(name, sums, verdict), ...freshLine(runs)]
}

function freshLine(runs: readonly Run[]): string[] {
  const { made, reset, lost } = freshOf(runs)
  if (made === 0) return []
  const verdict = freshIsSound(runs) ? '' : ': too many'
  return [`  - ${made} fresh connections: ${reset} reset, ${lost} after the retry${verdict}`]
}

function freshOf(runs: readonly Run[]) {
  const sum = (name: 'made' | 'reset' | 'lost') => total(runs.map(({ fresh }) => fresh?.[name] ?? 0))
  return { made: sum('made'), reset: sum('reset'), lost: sum('lost') }
}

function freshIsSound(runs: readonly Run[]): boolean {
  const { made, reset, lost } = freshOf(runs)
  return reset <= resetsAllowed(made) && lost === 0
}

const total = (all: readonly number[]) => all.reduce((sum, one) => sum + one, 0)

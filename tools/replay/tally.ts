// Counts what a replay sees and prints it as a table. No I/O.
import { build, type Histogram } from 'hdr-histogram-js'
import type { Answered, TurnOutcome } from './client.js'

export interface Tally {
  turn(outcome: TurnOutcome): void
  /** A fault that is no turn's: a wrong history, a dialog that changed its id. */
  fault(what: string): void
  verified(): void
  errors(): number
  rows(elapsedMs: number): readonly (readonly [string, string])[]
}

export function createTally(): Tally {
  const sources = new Map<string, number>()
  const faults = new Map<string, number>()
  const firstResponse = histogram()
  const answer = histogram()
  const counts = { turns: 0, pending: 0, retries: 0, stateless: 0, verified: 0 }

  function turn(outcome: TurnOutcome): void {
    counts.turns++
    counts.retries += outcome.retries
    if (outcome.wasPending) counts.pending++
    firstResponse.recordValue(microseconds(outcome.firstResponseMs))
    if (outcome.answered === undefined) count(faults, outcome.error ?? 'no answer')
    else answered(outcome.answered, outcome.answerMs)
  }

  function answered({ source, stateless }: Answered, answerMs: number): void {
    answer.recordValue(microseconds(answerMs))
    if (stateless) counts.stateless++
    count(sources, source)
  }

  const errors = () => [...faults.values()].reduce((sum, n) => sum + n, 0)

  const rows = (elapsedMs: number): readonly (readonly [string, string])[] => [
    [
      'turns',
      `${counts.turns} in ${(elapsedMs / 1000).toFixed(1)} s, ${perSecond(counts.turns, elapsedMs)}/s`,
    ],
    ...listed('answered by', sources),
    ['first response', spread(firstResponse)],
    ['answer', spread(answer)],
    ['202, then polled', String(counts.pending)],
    ['429, then retried', String(counts.retries)],
    ['stateless answers', String(counts.stateless)],
    ['histories right', String(counts.verified)],
    ['errors', String(errors())],
    ...listed('', faults),
  ]

  return {
    turn,
    errors,
    rows,
    fault: what => count(faults, what),
    verified: () => {
      counts.verified++
    },
  }
}

/** Two columns, the first padded. */
export function printRows(rows: readonly (readonly [string, string])[]): string {
  return rows.map(([name, value]) => `${name.padEnd(20)}${value}\n`).join('')
}

function histogram(): Histogram {
  return build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 300_000_000,
    numberOfSignificantValueDigits: 3,
    useWebAssembly: false,
  })
}

function microseconds(ms: number): number {
  return Math.max(1, Math.round(ms * 1000))
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

function listed(title: string, counts: ReadonlyMap<string, number>): (readonly [string, string])[] {
  const sorted = [...counts].sort(([, a], [, b]) => b - a)
  return sorted.map(([name, n], i) => [i === 0 ? title : '', `${n} ${name}`])
}

function perSecond(n: number, elapsedMs: number): string {
  return ((n * 1000) / Math.max(1, elapsedMs)).toFixed(0)
}

function spread(h: Histogram): string {
  const ms = (percentile: number) => `${(h.getValueAtPercentile(percentile) / 1000).toFixed(1)} ms`
  return `P50 ${ms(50)}  P90 ${ms(90)}  P99 ${ms(99)}  max ${ms(100)}`
}

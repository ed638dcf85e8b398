// The rehearsal in figures: one row a scenario, and the sum that an hour may have. Pure.
import { percentile } from './seconds.js'
import { isAnswered, isPending, isRefused, isReset, isServerFault, type Turn } from './turns.js'
import type { Run, Verdict } from './verdict.js'

export interface Played {
  readonly run: Run
  readonly verdict: Verdict
}

/** 99 % of an hour: what all scenarios together may cost when they fall into the same one. */
const UNAVAILABLE_S_AN_HOUR = 36

export const columns = [
  ...['scenario', 'turns', '200', '202', '429', '5xx', 'broken', 'P50 ms', 'P99 ms', 'client lag ms'],
  ...['unavailable s', 'verdict'],
] as const

export function rowOf({ run, verdict }: Played): string[] {
  const { scenario, turns } = run
  const count = (is: (turn: Turn) => boolean) => String(turns.filter(is).length)
  const times = turns.filter(turn => !isReset(turn)).map(turn => turn.firstMs)
  const ms = (share: number) => percentile(times, share)?.toFixed(0) ?? '-'
  const breaches = verdict.checks.filter(check => !check.isKept).length
  return [
    ...[scenario.name, String(turns.length), count(isAnswered), count(isPending), count(isRefused)],
    ...[count(isServerFault), count(isReset), ms(0.5), ms(0.99)],
    run.clientLagMs.toFixed(0),
    `${verdict.unavailableS} of ${scenario.pendingTurns.unavailableS}`,
    breaches === 0 ? 'kept' : `${breaches} broken`,
  ]
}

export function isKept({ verdict }: Played): boolean {
  return verdict.checks.every(check => check.isKept)
}

function unavailableSum(played: readonly Played[]): number {
  return played.reduce((sum, { verdict }) => sum + verdict.unavailableS, 0)
}

export function areAllKept(played: readonly Played[]): boolean {
  return played.every(isKept) && unavailableSum(played) <= UNAVAILABLE_S_AN_HOUR
}

/** For a terminal: the figures, then every promise that was broken. */
export function printed(played: readonly Played[]): string {
  const rows = [[...columns], ...played.map(rowOf)]
  const widths = columns.map((_, i) => Math.max(...rows.map(row => row[i]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ')
  const breaches = played.flatMap(({ run, verdict }) =>
    verdict.checks
      .filter(check => !check.isKept)
      .map(({ promise, measured }) => `broken  ${run.scenario.name}: ${promise}; measured ${measured}`),
  )
  return [...rows.map(line), '', ...breaches, sumLine(played), ''].join('\n')
}

export function sumLine(played: readonly Played[]): string {
  return `unavailable seconds in all: ${unavailableSum(played)}, promised at most ${UNAVAILABLE_S_AN_HOUR} an hour`
}

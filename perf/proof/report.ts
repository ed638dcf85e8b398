// A scenario's findings and their printed form. Pure.
import type { Evidence, Said } from './evidence.js'
import type { FreshFigures } from './fresh.js'
import { type Breach, examine, type Finding } from './oracle.js'

export interface Report {
  readonly turns: number
  readonly acknowledged: number
  readonly findings: readonly Finding[]
  /** The longest that a customer waited for an answer, counted from the fault at the earliest. */
  readonly heldMs: number
  /** Why the run fails besides the findings. */
  readonly faults: readonly string[]
  /** Facts worth knowing and no fault. */
  readonly notes: readonly string[]
  /** Figures judged over many runs. */
  readonly fresh?: FreshFigures
}

export interface Circumstances {
  /** Steady time; 0 when nothing was broken. */
  readonly faultAt: number
  readonly faults?: readonly string[]
  readonly notes?: readonly string[]
  readonly fresh?: FreshFigures
}

export function reportOf(evidence: Evidence, circumstances: Circumstances): Report {
  const { said } = evidence
  const { faultAt, faults = [], notes = [], fresh } = circumstances
  const waits = said.map(({ sentAt, answered }) => (answered?.at ?? 0) - Math.max(sentAt, faultAt))
  const odd = [...new Set(said.flatMap(oddFailures))].map(code => `a customer was told ${code}`)
  return {
    turns: new Set(said.map(one => one.text)).size,
    acknowledged: new Set(said.filter(one => one.told).map(one => one.text)).size,
    findings: examine(evidence),
    heldMs: Math.round(Math.max(0, ...waits)),
    faults: [...odd, ...faults],
    notes: [...tallies(evidence), ...notes],
    ...(fresh && { fresh }),
  }
}

/** Counts of sources and of failures. */
function tallies({ said, histories }: Evidence): string[] {
  const sources = tally([...histories.values()].flat().map(turn => turn.source))
  const failures = tally(said.flatMap(one => one.failures))
  const notes = [`answered by ${sources}`, firstResponses(said)]
  return failures === '' ? notes : [...notes, `tries that failed: ${failures}`]
}

/** Each message by its longest try. */
function firstResponses(said: readonly Said[]): string {
  const times = said.map(one => Math.round(one.longestTryMs ?? 0)).sort((a, b) => a - b)
  const late = times.filter(ms => ms > PROMISED_MS).length
  return `first response: ${times.at(-1) ?? 0} ms at most, ${late} of ${times.length} after ${PROMISED_MS} ms`
}

function tally(words: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts].map(([word, count]) => `${word} × ${count}`).join(', ')
}

/** Refusals that no fault explains. A 404 of a poll is left to the oracle: it knows if the turn is lost. */
function oddFailures({ failures }: Said): string[] {
  return failures.filter(code => /^(4(?!29)|500|poll (?!404|503|E|closed))/.test(code))
}

const PROMISED_MS = 500

export const columns = [
  'turns',
  'acknowledged',
  'lost',
  'doubled',
  'reordered',
  'split',
  'mixed',
  'held ms',
] as const
const breaches: readonly Breach[] = ['lost', 'doubled', 'reordered', 'split', 'mixed']

export const header = row('scenario', [...columns], 'verdict')

export function isSound({ findings, faults }: Report, tolerated: readonly Breach[] = []): boolean {
  return faults.length === 0 && findings.every(({ breach }) => tolerated.includes(breach))
}

/** In the order of the columns. */
export function figuresOf({ turns, acknowledged, findings, heldMs }: Report): number[] {
  const counts = breaches.map(breach => findings.filter(one => one.breach === breach).length)
  return [turns, acknowledged, ...counts, heldMs]
}

export function lineOf(name: string, figures: readonly number[], verdict: string): string {
  return row(name, figures.map(String), verdict)
}

const FIRST_LINES = 8

/** The faults, and what is worth knowing, a line each. */
export function remarks({ findings, faults, notes }: Report): string[] {
  const wrong = [...findings.map(({ breach, about }) => `${breach}: ${about}`), ...faults]
  const shown = wrong.slice(0, FIRST_LINES)
  if (wrong.length > shown.length) shown.push(`and ${wrong.length - shown.length} more`)
  return [...shown.map(line => `  ! ${line.slice(0, 400)}`), ...notes.map(line => `  - ${line}`)]
}

function row(name: string, cells: readonly string[], verdict: string): string {
  const padded = cells.map((cell, i) => cell.padStart(columns[i]?.length ?? 0))
  return [name.padEnd(24), ...padded, verdict].join('  ')
}

// Many starts of one kind as one row. Pure.
import type { Figures } from '../../load/figures.js'
import { median } from '../../machine.js'

/** One start of a process, and how it served from its first moment on. */
export interface Start {
  /** From its launch until it said that it serves. */
  readonly readyMs: number
  /** CPU that all its threads had spent by then. */
  readonly cpuMs: number
  readonly crowd: Figures
}

export interface StartSummary {
  readonly name: string
  readonly starts: number
  readonly readyMs: number
  readonly readyMsMost: number
  readonly cpuMs: number
  readonly turns: number
  /** Turns that ended with 200. */
  readonly answered: number
  /** The other ends, by status or transport error. */
  readonly others: Readonly<Record<string, number>>
  readonly p50: number
  /** Of the worst start. */
  readonly p99: number
}

export function summaryOf(name: string, starts: readonly Start[]): StartSummary {
  const of = (pick: (start: Start) => number) => starts.map(pick)
  const { 200: answered = 0, ...others } = endsOf(starts)
  return {
    name,
    starts: starts.length,
    answered,
    others,
    readyMs: Math.round(median(of(({ readyMs }) => readyMs))),
    readyMsMost: Math.round(Math.max(...of(({ readyMs }) => readyMs))),
    cpuMs: Math.round(median(of(({ cpuMs }) => cpuMs))),
    turns: of(({ crowd }) => crowd.requests).reduce((sum, each) => sum + each, 0),
    p50: Math.round(median(of(({ crowd }) => crowd.p50))),
    p99: Math.round(Math.max(...of(({ crowd }) => crowd.p99))),
  }
}

function endsOf(starts: readonly Start[]): Record<string, number> {
  const ends: Record<string, number> = {}
  for (const { crowd } of starts)
    for (const [end, count] of Object.entries(crowd.ends)) ends[end] = (ends[end] ?? 0) + count
  return ends
}

const head = ['start', 'starts', 'ready ms', 'most', 'CPU ms', 'turns', '200', 'other', 'P50 ms', 'P99 ms']

/** A table for people, in Markdown. */
export function linesOf(summaries: readonly StartSummary[]): string[] {
  const cells = summaries.map(each => [
    ...[each.name, each.starts, each.readyMs, each.readyMsMost, each.cpuMs],
    ...[each.turns, each.answered, othersOf(each), each.p50, each.p99],
  ])
  return [head, head.map(() => '---'), ...cells].map(row => `| ${row.join(' | ')} |`)
}

function othersOf({ others }: StartSummary): string {
  return (
    Object.entries(others)
      .map(([end, count]) => `${count} × ${end}`)
      .join(', ') || '0'
  )
}

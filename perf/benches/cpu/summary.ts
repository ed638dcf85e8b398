// The measurements of all rounds as one table: medians, and what rushdesk costs in floors. Pure.
import { median } from '../../machine.js'
import type { Costs, Measurement } from './measure.js'

const columns = ['main', 'workers', 'gc', 'pool', 'server', 'redis'] as const satisfies (keyof Costs)[]
type Column = (typeof columns)[number]

export interface SummaryLine {
  readonly row: string
  readonly part: Column
  /** Medians, microseconds of CPU a turn. */
  readonly floor: number
  readonly rushdesk: number
  /** How many times the floor; not finite where the floor spends nothing. */
  readonly ratio: number
}

export function summarise(measured: readonly Measurement[]): SummaryLine[] {
  const rows = [...new Set(measured.map(one => one.row))]
  return rows.flatMap(row => {
    const medianOf = (contender: string, part: Column) =>
      median(measured.filter(m => m.row === row && m.contender === contender).map(m => m.costs[part]))
    return columns.map(part => {
      const [floor, rushdesk] = [medianOf('floor', part), medianOf('rushdesk', part)]
      return { row, part, floor, rushdesk, ratio: Math.round((100 * rushdesk) / floor) / 100 }
    })
  })
}

/** Lines of text, columns aligned. */
export function linesOf(summary: readonly SummaryLine[]): string[] {
  const cells = [
    ['µs of CPU a turn', '', 'floor', 'rushdesk', 'ratio'],
    ...summary.map(({ row, part, floor, rushdesk, ratio }) => [
      row,
      part,
      floor.toFixed(1),
      rushdesk.toFixed(1),
      Number.isFinite(ratio) ? ratio.toFixed(2) : '-',
    ]),
  ]
  return cells.map(([row = '', part = '', ...figures]) =>
    [row.padEnd(18), part.padEnd(9), ...figures.map(figure => figure.padStart(10))].join(''),
  )
}

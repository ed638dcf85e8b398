// What a turn costs as the service grows: flat with live dialogs, near-linear with processes.
import { type Line, numberIn } from '../lines.js'
import type { Findings } from '../part.js'
import type { Row } from '../row.js'

interface Series {
  /** What grows, as the bench names it. */
  readonly grows: string
  readonly title: string
  /** The most that the largest may cost, in times of the smallest. */
  readonly most?: number
}

const series: readonly Series[] = [
  { grows: 'dialogs', title: 'live dialogs', most: 1.15 },
  { grows: 'processes', title: 'processes', most: 1.25 },
  { grows: 'floor processes', title: 'processes of the floor' },
  { grows: 'history', title: 'turns of history in the prompt' },
  { grows: 'text', title: 'characters of a question' },
]
const parts = ['main', 'workers', 'gc', 'pool', 'redis']

export function readGrowth(lines: readonly Line[]): Findings {
  const all = series.map(each => ({ each, points: lines.filter(line => line.grows === each.grows) }))
  return {
    rows: all.flatMap(({ each, points }) => rowOf(each, points)),
    charts: all
      .filter(({ points }) => points.length > 0)
      .map(({ each, points }) => ({
        title: `CPU of a turn by ${each.title}`,
        unit: 'µs',
        isStacked: true,
        groups: points.map(point => numberIn(point, 'at').toLocaleString('en')),
        series: parts.map(part => ({ name: part, values: points.map(point => numberIn(point, part)) })),
      })),
  }
}

function rowOf({ title, most }: Series, points: readonly Line[]): Row[] {
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined || first === last) return []
  const cpu = (point: Line) => numberIn(point, 'server') + numberIn(point, 'redis')
  const at = (point: Line) => numberIn(point, 'at').toLocaleString('en')
  return [
    {
      figure: `growth: CPU of a turn at ${at(last)} ${title}`,
      measured: cpu(last),
      unit: 'µs',
      beside: { name: `at ${at(first)}`, value: cpu(first) },
      ...(most !== undefined && { bound: { of: 'ratio', kind: 'at most', value: most } as const }),
    },
  ]
}

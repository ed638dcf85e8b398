// The CPU of a turn by thread. What must be reached was set in microseconds beside a floor of the same machine and hour; as
// machines differ, the bound is how many times the floor that was.
import type { Bars } from '../../report/bars.js'
import { type Line, lineLike, numberIn } from '../lines.js'
import type { Findings } from '../part.js'
import type { Row } from '../row.js'

interface Share {
  readonly row: string
  readonly part: string
  /** Of the floor: threads that it does not have are compared with its main thread. */
  readonly besidePart: string
  /** Microseconds: the most, and the floor's in the same minutes. */
  readonly most: number
  readonly floor: number
}

const shares: readonly Share[] = [
  { row: 'vendor turn', part: 'main', besidePart: 'main', most: 220, floor: 130 },
  { row: 'vendor turn', part: 'workers', besidePart: 'main', most: 45, floor: 130 },
  { row: 'vendor turn', part: 'gc', besidePart: 'main', most: 25, floor: 130 },
  { row: 'vendor turn', part: 'redis', besidePart: 'redis', most: 50, floor: 44 },
  { row: 'opening turn', part: 'server', besidePart: 'server', most: 270, floor: 141 },
  { row: 'opening turn', part: 'redis', besidePart: 'redis', most: 35, floor: 45 },
  { row: 'hot answer', part: 'server', besidePart: 'server', most: 90, floor: 39 },
  { row: 'hot answer', part: 'redis', besidePart: 'redis', most: 35, floor: 20 },
]

const rows = ['vendor turn', 'opening turn', 'hot answer']
const parts = ['main', 'workers', 'gc', 'pool', 'redis']

export function readCpu(lines: readonly Line[]): Findings {
  const readingOf = (row: string, part: string, contender: 'floor' | 'rushdesk') =>
    numberIn(lineLike(lines, { row, part }), contender)
  const rowOf = ({ row, part, besidePart, most, floor }: Share): Row => ({
    figure: `${row}: CPU, ${part}`,
    measured: readingOf(row, part, 'rushdesk'),
    unit: 'µs',
    beside: { name: `floor (${besidePart})`, value: readingOf(row, besidePart, 'floor') },
    bound: { of: 'ratio', kind: 'at most', value: Math.round((100 * most) / floor) / 100 },
  })
  const chart: Bars = {
    title: 'CPU of a turn by thread',
    unit: 'µs',
    groups: rows.flatMap(row => [`${row}: floor`, `${row}: rushdesk`]),
    series: parts.map(part => ({
      name: part,
      values: rows.flatMap(row => [readingOf(row, part, 'floor'), readingOf(row, part, 'rushdesk')]),
    })),
    isStacked: true,
  }
  return { rows: shares.map(rowOf), charts: [chart] }
}

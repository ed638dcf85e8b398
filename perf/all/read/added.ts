// What each adds to the vendor's time when one request comes after the other.
import { type Line, lineLike, numberIn } from '../lines.js'
import type { Findings } from '../part.js'

const names = ['rushdesk', 'floor', 'fastapi', 'fastify', 'portkey']
const ADDED_MS = 1.5

export function readAdded(lines: readonly Line[]): Findings {
  const added = (name: string, key = 'added_p50_ms') => numberIn(lineLike(lines, { median_of: name }), key)
  return {
    rows: [
      {
        figure: 'added to the vendor’s time, one request at a time, median',
        measured: added('rushdesk'),
        unit: 'ms',
        beside: { name: 'portkey', value: added('portkey') },
        bound: { of: 'measured', kind: 'at most', value: ADDED_MS },
      },
    ],
    charts: [
      {
        title: 'Added to the vendor’s time, one request at a time',
        unit: 'ms',
        groups: names,
        series: [
          { name: 'median', values: names.map(name => added(name)) },
          { name: 'P99', values: names.map(name => added(name, 'added_p99_ms')) },
        ],
      },
    ],
  }
}

// Idle WebSockets: their memory, and how fast a crowd is let in, beside bare uWS.
import { type Line, lineLike, numberIn } from '../lines.js'
import type { Findings } from '../part.js'

const KIB = 1.5
const OPENING = 0.9

export function readSockets(lines: readonly Line[]): Findings {
  const readingOf = (sockets: string, key: string) => numberIn(lineLike(lines, { median_of: sockets }), key)
  const beside = (key: string) => ({ name: 'bare uWS', value: readingOf('bare', key) })
  return {
    rows: [
      {
        figure: 'memory of an idle WebSocket',
        unit: 'KiB',
        measured: readingOf('front', 'kibPerSocket'),
        beside: beside('kibPerSocket'),
        bound: { of: 'measured', kind: 'at most', value: KIB },
      },
      {
        figure: 'WebSockets opened at once',
        unit: '/s',
        measured: readingOf('front', 'opensPerS'),
        beside: beside('opensPerS'),
        bound: { of: 'ratio', kind: 'at least', value: OPENING },
      },
    ],
    charts: [],
  }
}

// Starts: how soon a process serves, and whether it refuses anybody from its first second on.
import { type Line, numberIn } from '../lines.js'
import type { Findings } from '../part.js'

const READY_MS = 1_500

export function readStart(lines: readonly Line[]): Findings {
  const rows = lines.filter(line => typeof line.name === 'string' && 'readyMs' in line)
  return {
    rows: rows.flatMap(line => [
      {
        figure: `start, ${line.name}: until it serves, median`,
        unit: 'ms',
        measured: numberIn(line, 'readyMs'),
        bound: { of: 'measured', kind: 'at most', value: READY_MS } as const,
      },
      {
        figure: `start, ${line.name}: turns not answered`,
        unit: '',
        measured: unansweredIn(line),
        bound: { of: 'measured', kind: 'at most', value: 0 } as const,
      },
    ]),
    charts: [],
  }
}

/** NaN where nobody got through: then nothing was seen. */
function unansweredIn(line: Line): number {
  const turns = numberIn(line, 'turns')
  return turns === 0 ? Number.NaN : turns - numberIn(line, 'answered')
}

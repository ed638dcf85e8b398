// What it takes to refuse a turn, by why it is refused.
import { type Line, numberIn } from '../lines.js'
import type { Findings } from '../part.js'

const REFUSAL_US = 15

export function readRefusals(lines: readonly Line[]): Findings {
  const refused = lines.filter(line => typeof line.refused === 'string')
  return {
    rows: refused.map(line => ({
      figure: `CPU of a refusal, ${line.refused}`,
      measured: numberIn(line, 'us'),
      unit: 'µs',
      bound: { of: 'measured', kind: 'at most', value: REFUSAL_US } as const,
    })),
    charts: [],
  }
}

// The flash sale judges itself: each of its promises is a row.
import type { Line } from '../lines.js'
import { numberIn } from '../lines.js'
import type { Findings } from '../part.js'
import type { Row } from '../row.js'

export function readFlashSale(lines: readonly Line[]): Findings {
  return { rows: lines.flatMap(line => rowOf('flash sale', line)), charts: [] }
}

export function readFlood(lines: readonly Line[]): Findings {
  return { rows: lines.flatMap(line => rowOf('flood', line)), charts: [] }
}

function rowOf(of: string, line: Line): Row[] {
  const { promise, bound } = line
  const [, sign, value] = /^([<>]=) (\S+)$/.exec(String(bound)) ?? []
  if (typeof promise !== 'string' || value === undefined) return []
  const kind = sign === '<=' ? 'at most' : 'at least'
  return [
    {
      figure: `${of}: ${promise}`,
      measured: numberIn(line, 'measured'),
      unit: '',
      bound: { of: 'measured', kind, value: Number(value) },
    },
  ]
}

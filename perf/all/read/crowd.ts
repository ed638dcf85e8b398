// What is left of the service when a crowd never backs off.
import { type Line, lineLike, numberIn } from '../lines.js'
import type { Findings } from '../part.js'

const SHARE = 0.8

export function readCrowd(lines: readonly Line[]): Findings {
  const crowd = lineLike(lines, { crowd_of: 256 })
  return {
    rows: [
      {
        figure: 'answered to 256 connections that never back off',
        unit: '/s',
        measured: numberIn(crowd, 'answered_per_s'),
        beside: { name: 'without a crowd', value: numberIn(crowd, 'capacity_per_s') },
        bound: { of: 'ratio', kind: 'at least', value: SHARE },
      },
    ],
    charts: [],
  }
}

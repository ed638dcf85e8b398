// 200 users in a closed loop, stage after stage. The bounds are what articles about such services report of four cores.
import { type Line, lineLike, numberIn } from '../lines.js'
import type { Findings } from '../part.js'
import type { Bound } from '../row.js'

const stages = ['few', 'pooled', 'streamed', 'hot']

const figures: readonly (readonly [name: string, key: string, unit: string, bound: Bound])[] = [
  ['average', 'meanMs', 'ms', { of: 'measured', kind: 'at most', value: 90 }],
  ['P99', 'p99Ms', 'ms', { of: 'measured', kind: 'at most', value: 220 }],
  ['turns a second', 'perS', '/s', { of: 'measured', kind: 'at least', value: 3200 }],
  ['CPU of the machine', 'cpuPercentOfMachine', '%', { of: 'measured', kind: 'at most', value: 65 }],
]
/** Hot answers must spare Redis so much. */
const WITH_HOT: Bound = { of: 'ratio', kind: 'at most', value: 0.7 }

export function readArticle(lines: readonly Line[]): Findings {
  const readingOf = (stage: string, key: string) => numberIn(lineLike(lines, { stage }), key)
  const spared = (what: string, key: string) => ({
    figure: `article: Redis ${what} a turn with hot answers`,
    unit: '',
    measured: readingOf('hot', key),
    beside: { name: 'without', value: readingOf('pooled', key) },
    bound: WITH_HOT,
  })
  return {
    rows: [
      ...figures.map(([name, key, unit, bound]) => ({
        figure: `article, hot answers and pools: ${name}`,
        unit,
        bound,
        measured: readingOf('hot', key),
      })),
      spared('commands', 'redisCommandsATurn'),
      spared('bytes', 'redisBytesATurn'),
    ],
    charts: [
      {
        title: 'What 200 users in a closed loop wait',
        unit: 'ms',
        groups: stages,
        series: [
          { name: 'average', values: stages.map(stage => readingOf(stage, 'meanMs')) },
          { name: 'P99', values: stages.map(stage => readingOf(stage, 'p99Ms')) },
        ],
      },
    ],
  }
}

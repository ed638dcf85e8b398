// Turns a second and what a turn adds to the vendor's time at half of that load, beside the floor and the peers.
import { contenderNames } from '../../benches/turn/contenders.js'
import { type Line, lineLike, numberIn } from '../lines.js'
import type { Findings } from '../part.js'
import type { Row } from '../row.js'

/** The least ratios of turns a second. */
interface Least {
  readonly fastapi: number
  readonly floor: number
}

const HALF_LOAD_P99_MS = 5

export function readVendorTurns(lines: readonly Line[]): Findings {
  const { rows, charts, readingOf } = read(lines, 'turns through the vendor', { fastapi: 7, floor: 0.6 })
  const added = (name: string) => readingOf(name, 'half_load_p99_added')
  const half: Row = {
    figure: 'added to the vendor’s time at half load, P99',
    measured: added('rushdesk'),
    unit: 'ms',
    beside: { name: 'floor', value: added('floor') },
    bound: { of: 'measured', kind: 'at most', value: HALF_LOAD_P99_MS },
  }
  const chart = {
    title: 'Added to the vendor’s time at half of its own full load',
    unit: 'ms',
    groups: contenderNames,
    series: [
      { name: 'P50', values: contenderNames.map(name => readingOf(name, 'half_load_p50_added')) },
      { name: 'P99', values: contenderNames.map(added) },
    ],
  }
  return { rows: [...rows, half], charts: [...charts, chart] }
}

export function readHotTurns(lines: readonly Line[]): Findings {
  const { rows, charts } = read(lines, 'hot answers', { fastapi: 7, floor: 0.55 })
  return { rows, charts }
}

function read(lines: readonly Line[], what: string, least: Least) {
  const readingOf = (name: string, key: string) => numberIn(lineLike(lines, { median_of: name }), key)
  const perS = (name: string) => readingOf(name, 'turns_per_s')
  const row = (name: string, value?: number): Row => ({
    figure: `${what} a second, beside ${name}`,
    measured: perS('rushdesk'),
    unit: '/s',
    beside: { name, value: perS(name) },
    ...(value !== undefined && { bound: { of: 'ratio', kind: 'at least', value } as const }),
  })
  return {
    readingOf,
    rows: [row('fastapi', least.fastapi), row('floor', least.floor), row('fastify')],
    charts: [
      {
        title: `${what.replace(/^./, first => first.toUpperCase())} a second`,
        unit: '/s',
        groups: contenderNames,
        series: [{ name: 'turns a second', values: contenderNames.map(perS) }],
      },
    ],
  }
}

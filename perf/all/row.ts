// One figure of the page: what was measured, beside whom, what it must reach, and whether it does. Pure.

export interface Bound {
  /** Machines differ: what is compared with a neighbour is bound by its ratio, the rest by what was measured. */
  readonly of: 'measured' | 'ratio'
  readonly kind: 'at most' | 'at least'
  readonly value: number
}

export interface Row {
  readonly figure: string
  /** Not finite: not measured. */
  readonly measured: number
  readonly unit: string
  readonly beside?: { readonly name: string; readonly value: number }
  readonly bound?: Bound
}

export type RowVerdict = 'missed' | 'not measured' | 'kept' | 'no bound'

/** How many times the neighbour's value; undefined where there is no neighbour. */
export function ratioOf({ measured, beside }: Row): number | undefined {
  return beside && measured / beside.value
}

export function verdictOf(row: Row): RowVerdict {
  const { measured, bound } = row
  if (!Number.isFinite(measured)) return 'not measured'
  if (bound === undefined) return 'no bound'
  const value = bound.of === 'ratio' ? (ratioOf(row) ?? Number.NaN) : measured
  if (!Number.isFinite(value)) return 'not measured'
  return (bound.kind === 'at most' ? value <= bound.value : value >= bound.value) ? 'kept' : 'missed'
}

const order: readonly RowVerdict[] = ['missed', 'not measured', 'kept', 'no bound']

/** What was missed comes first; within a verdict the order stays. */
export function missesFirst(rows: readonly Row[]): Row[] {
  return [...rows].sort((a, b) => order.indexOf(verdictOf(a)) - order.indexOf(verdictOf(b)))
}

export const columns = ['figure', 'measured', 'beside', 'ratio', 'must reach', 'verdict'] as const

/** A cell a column. */
export function cellsOf(row: Row): string[] {
  const { figure, measured, unit, beside, bound } = row
  return [
    figure,
    numberOf(measured, unit),
    beside ? `${numberOf(beside.value, unit)} ${beside.name}` : '',
    beside ? numberOf(ratioOf(row) ?? Number.NaN, '×') : '',
    bound ? boundOf(bound, unit) : '',
    verdictOf(row),
  ]
}

const boundOf = ({ of, kind, value }: Bound, unit: string) =>
  `${kind === 'at most' ? '≤' : '≥'} ${numberOf(value, of === 'ratio' ? '×' : unit)}`

function numberOf(value: number, unit: string): string {
  if (!Number.isFinite(value)) return '-'
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return `${Number(value.toFixed(digits))} ${unit}`.trimEnd()
}

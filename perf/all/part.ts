// A part of the page: one bench, how it is run, and what is read out of what it prints.
import type { Bars } from '../report/bars.js'
import type { Line } from './lines.js'
import type { Row } from './row.js'

export interface Findings {
  readonly rows: readonly Row[]
  readonly charts: readonly Bars[]
}

export interface Effort {
  readonly rounds: number
  /** Some 4 minutes in all: to see that everything works, not to judge by. */
  readonly isShort: boolean
}

export interface Part {
  readonly name: string
  readonly title: string
  readonly bench: string
  args(effort: Effort): readonly string[]
  read(lines: readonly Line[]): Findings
}

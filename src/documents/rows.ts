// Documents that are NDJSON, a row a line: every fault is named by its line. Pure.
import { type FieldFault, Problem } from '../problem.js'
import { below, fault } from './fields.js'

export interface Rows<Row> {
  readonly rows: readonly Row[]
  /** The line of each row, from 1. */
  readonly lines: readonly number[]
}

/** Faults named at once: enough to help, and no amplifier. */
const FAULTS_MAX = 100

/** Blank lines are skipped. Throws Problem 'invalid-field', whose fields begin with the line: `/3/title`. */
export function readRows<Row>(ndjson: string, readRow: (value: unknown) => Row): Rows<Row> {
  const rows: Row[] = []
  const lines: number[] = []
  const errors: FieldFault[] = []
  for (const [index, text] of ndjson.split('\n').entries()) {
    if (text.trim() === '') continue
    try {
      rows.push(readRow(parsed(text)))
      lines.push(index + 1)
    } catch (thrown) {
      if (!(thrown instanceof Problem)) throw thrown
      errors.push(...below(`/${index + 1}`, thrown.errors))
    }
  }
  if (errors.length > 0) throw new Problem('invalid-field', { errors: errors.slice(0, FAULTS_MAX) })
  return { rows, lines }
}

/** A row a line. */
export function toNdjson(rows: readonly object[]): string {
  return rows.map(row => `${JSON.stringify(row)}\n`).join('')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Problem('invalid-field', { errors: [fault('is not a JSON object')] })
  }
}

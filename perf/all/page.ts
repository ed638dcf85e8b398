// The page of all benches: what was missed first, then every figure, then a section a bench. Pure but for the charts.
import { drawBars } from '../report/bars.js'
import { escaped, htmlOf, type TableRow, tableOf } from '../report/html.js'
import type { Findings, Part } from './part.js'
import { cellsOf, columns, missesFirst, type Row, verdictOf } from './row.js'

/** A part that was run. */
export interface RunPart {
  readonly part: Pick<Part, 'name' | 'title'>
  readonly findings: Findings
  /** The command that says it again. */
  readonly command: string
  /** What the bench left out or how it ended, a sentence each. */
  readonly notes: readonly string[]
}

const rowsOf = (runs: readonly RunPart[]) => runs.flatMap(({ findings }) => findings.rows)

/** How many figures reach what they must, in words. */
export function sumOf(runs: readonly RunPart[]): string {
  const verdicts = rowsOf(runs).map(verdictOf)
  const count = (word: string) => verdicts.filter(verdict => verdict === word).length
  const bound = count('kept') + count('missed')
  const unmeasured = count('not measured')
  const missing = unmeasured === 0 ? '' : `, ${unmeasured} were not measured`
  return `${count('kept')} of ${bound} figures reach what they must${missing}`
}

export function pageOf(runs: readonly RunPart[], setting: readonly string[]): string {
  return htmlOf({
    title: 'rushdesk: what a turn costs',
    heading: `What a turn costs: ${sumOf(runs)}`,
    setting,
    body: [tableOf(columns, missesFirst(rowsOf(runs)).map(tableRow), 'figures'), ...runs.map(sectionOf)].join(
      '\n',
    ),
  })
}

function sectionOf({ part, findings, command, notes }: RunPart): string {
  const { rows, charts } = findings
  return `<section id="${escaped(part.name)}">
<h2>${escaped(part.title)}</h2>
<p class="setting"><code>${escaped(command)}</code></p>
${notes.map(note => `<p>${escaped(note)}</p>`).join('\n')}
${charts.map(drawBars).join('\n')}
${tableOf(columns, rows.map(tableRow), 'figures')}
</section>`
}

const tableRow = (row: Row): TableRow => ({ word: verdictOf(row), cells: cellsOf(row).map(escaped) })

/** For a terminal: the same table, in columns. */
export function printed(runs: readonly RunPart[]): string {
  const lines = [[...columns], ...missesFirst(rowsOf(runs)).map(cellsOf)]
  const widths = columns.map((_, i) => Math.max(...lines.map(line => line[i]?.length ?? 0)))
  const text = lines.map(line =>
    line
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  return [...text, '', sumOf(runs), ''].join('\n')
}

// The rehearsal's report as one HTML file. Pure.
import { escaped, htmlOf, tableOf } from '../report/html.js'
import { areAllKept, columns, isKept, type Played, rowOf, sumLine } from './summary.js'

/** The rehearsal, its place and means, a sentence each. */
export interface Setting {
  readonly lines: readonly string[]
}

export interface Panel extends Played {
  /** The charts as an SVG element. */
  readonly svg: string
}

export function pageOf(panels: readonly Panel[], setting: Setting): string {
  const word = areAllKept(panels) ? 'every promise kept' : 'promises broken'
  const sum = `<p>${escaped(sumLine(panels))}</p>`
  return htmlOf({
    title: `Rehearsal: ${word}`,
    heading: `Rehearsal of the sale: ${word}`,
    setting: setting.lines,
    body: [summaryOf(panels), sum, ...panels.map(sectionOf)].join('\n'),
  })
}

function summaryOf(panels: readonly Panel[]): string {
  const rows = panels.map(panel => {
    const [name = '', ...cells] = rowOf(panel)
    const link = `<a href="#${escaped(name)}">${escaped(name)}</a>`
    return { word: isKept(panel) ? 'kept' : 'broken', cells: [link, ...cells.map(escaped)] }
  })
  return tableOf(columns, rows, 'figures')
}

function sectionOf({ run, verdict, svg }: Panel): string {
  const { name, title } = run.scenario
  const rows = verdict.checks.map(check => {
    const word = check.isKept ? 'kept' : 'broken'
    return { word, cells: [escaped(check.promise), escaped(check.measured), word] }
  })
  return `<section id="${escaped(name)}">
<h2>${escaped(title)}</h2>
${svg}
${tableOf(['promise', 'measured', ''], rows)}
</section>`
}

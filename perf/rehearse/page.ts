// The report as one HTML file that asks no host for anything. Pure.
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
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Rehearsal: ${word}</title>
<style>${style}</style>
</head>
<body>
<h1>Rehearsal of the sale: ${word}</h1>
${setting.lines.map(line => `<p class="setting">${escaped(line)}</p>`).join('\n')}
${summaryOf(panels)}
<p>${escaped(sumLine(panels))}</p>
${panels.map(sectionOf).join('\n')}
</body>
</html>
`
}

function summaryOf(panels: readonly Panel[]): string {
  const rows = panels.map(panel => {
    const [name = '', ...cells] = rowOf(panel)
    const link = `<a href="#${escaped(name)}">${escaped(name)}</a>`
    return `<tr class="${wordOf(panel)}"><td>${link}</td>${cells.map(cell => `<td>${escaped(cell)}</td>`).join('')}</tr>`
  })
  const head = columns.map(column => `<th>${escaped(column)}</th>`).join('')
  return `<table class="figures"><thead><tr>${head}</tr></thead><tbody>${rows.join('\n')}</tbody></table>`
}

function sectionOf({ run, verdict, svg }: Panel): string {
  const { name, title } = run.scenario
  const rows = verdict.checks.map(
    ({ promise, measured, isKept: kept }) =>
      `<tr class="${kept ? 'kept' : 'broken'}"><td>${escaped(promise)}</td><td>${escaped(measured)}</td><td>${kept ? 'kept' : 'broken'}</td></tr>`,
  )
  return `<section id="${escaped(name)}">
<h2>${escaped(title)}</h2>
${svg}
<table><thead><tr><th>promise</th><th>measured</th><th></th></tr></thead><tbody>${rows.join('\n')}</tbody></table>
</section>`
}

const wordOf = (panel: Panel) => (isKept(panel) ? 'kept' : 'broken')

const style = `
body { font: 15px/1.5 system-ui, sans-serif; color: #1f2937; max-width: 1040px; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.2rem; margin: 3rem 0 .5rem }
.setting { color: #6b7280; margin: 0 }
table { border-collapse: collapse; margin: 1rem 0; width: 100% }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #e5e7eb; font-variant-numeric: tabular-nums }
.figures th:not(:first-child), .figures td:not(:first-child) { text-align: right }
tr.kept td:last-child { color: #047857 } tr.broken td:last-child { color: #b91c1c; font-weight: 600 }
svg { max-width: 100%; height: auto }
`

export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

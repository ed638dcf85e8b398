// Reports as one HTML file that asks no host for anything: the frame that all share, and its tables. Pure.

export interface ReportPage {
  readonly title: string
  readonly heading: string
  /** Where and with what it was measured, a sentence each. */
  readonly setting: readonly string[]
  /** HTML. */
  readonly body: string
}

export interface TableRow {
  /** `kept`, `broken`, `missed`: the colour of the last cell. */
  readonly word: string
  /** HTML. */
  readonly cells: readonly string[]
}

export function htmlOf({ title, heading, setting, body }: ReportPage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escaped(heading)}</h1>
${setting.map(line => `<p class="setting">${escaped(line)}</p>`).join('\n')}
${body}
</body>
</html>
`
}

/** The cells of `figures` but the first stand at the right. */
export function tableOf(
  head: readonly string[],
  rows: readonly TableRow[],
  kind: 'figures' | 'words' = 'words',
): string {
  const titles = head.map(title => `<th>${escaped(title)}</th>`).join('')
  const lines = rows.map(
    ({ word, cells }) =>
      `<tr class="${escaped(word)}">${cells.map(cell => `<td>${cell}</td>`).join('')}</tr>`,
  )
  return `<table class="${kind}"><thead><tr>${titles}</tr></thead><tbody>${lines.join('\n')}</tbody></table>`
}

const style = `
body { font: 15px/1.5 system-ui, sans-serif; color: #1f2937; max-width: 1040px; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.2rem; margin: 3rem 0 .5rem }
.setting { color: #6b7280; margin: 0 }
table { border-collapse: collapse; margin: 1rem 0; width: 100% }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #e5e7eb; font-variant-numeric: tabular-nums }
.figures th:not(:first-child), .figures td:not(:first-child) { text-align: right; white-space: nowrap }
tr.kept td:last-child { color: #047857 }
tr.broken td:last-child, tr.missed td:last-child { color: #b91c1c; font-weight: 600 }
svg { max-width: 100%; height: auto }
`

export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

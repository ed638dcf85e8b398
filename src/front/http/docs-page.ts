// /docs: the table of routes as a page a person can read. Rendered here, so that it needs no script and no host.
import { problems } from '../../problem.js'
import { commonProblems } from './openapi.js'
import { escapeHtml, page } from './page.js'
import type { Route } from './route.js'

const style = `
body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#1c1e21;background:#fff}
details{border:1px solid #d5d9e0;border-radius:6px;margin:.5rem 0;padding:.5rem .8rem}
summary{cursor:pointer}b{display:inline-block;min-width:4.5rem}code,pre{font:14px/1.45 ui-monospace,monospace}
pre{background:#f4f5f7;padding:.6rem;overflow:auto}table{border-collapse:collapse}td{padding:.1rem .8rem .1rem 0;vertical-align:top}
@media(prefers-color-scheme:dark){body{color:#e4e6eb;background:#18191a}pre{background:#242526}details{border-color:#3a3b3c}}
`

export function docsRoute(version: string, others: readonly Route[]): Route {
  const route: Route = {
    method: 'GET',
    path: '/docs',
    summary: 'This description as a page',
    who: 'open',
    replies: { 200: { description: 'HTML', type: 'text/html' } },
    problems: [],
    handle: () => rendered,
  }
  const sections = [...others, route].map(section).join('')
  const rendered = page({
    title: `rushdesk ${version}`,
    style,
    body: `<h1>rushdesk ${escapeHtml(version)}</h1><p>For machines: <a href="/openapi.json">/openapi.json</a></p>${sections}<h2>Problems</h2>${problemTable()}`,
  })
  return route
}

function section(route: Route): string {
  const { method, path, summary, who, body, lines, parameters = [], replies } = route
  const rows = Object.entries(replies).map(([status, { description }]) =>
    row(status, escapeHtml(description)),
  )
  const kinds = [...new Set([...route.problems, ...commonProblems(route)])]
  rows.push(...kinds.map(kind => row(String(problems[kind].status), `<code>/problems/${kind}</code>`)))
  return `<details><summary><b>${method}</b> <code>${escapeHtml(path)}</code> ${escapeHtml(summary)}</summary>
<p>${who === 'open' ? 'Open to all.' : `Bearer token of role <code>${who}</code>.`}</p>
${parameters.length > 0 ? table(parameters.map(p => row(`${p.in} <code>${escapeHtml(p.name)}</code>`, escapeHtml(p.description)))) : ''}
${body ? `<p>Body</p><pre>${schema(body.schema)}</pre>` : ''}
${lines ? `<p>Body, a line each</p><pre>${schema(lines.schema)}</pre>` : ''}
<p>Replies</p>${table(rows)}
${Object.values(replies)
  .map(reply => (reply.schema ? `<pre>${schema(reply.schema)}</pre>` : ''))
  .join('')}</details>`
}

function schema(value: object): string {
  return escapeHtml(JSON.stringify(value, null, 2))
}

function problemTable(): string {
  return table(
    Object.entries(problems).map(([kind, { status, title }]) =>
      row(String(status), `<code>/problems/${kind}</code> ${escapeHtml(title)}`),
    ),
  )
}

function table(rows: string[]): string {
  return `<table>${rows.join('')}</table>`
}

function row(name: string, text: string): string {
  return `<tr><td>${name}<td>${text}`
}

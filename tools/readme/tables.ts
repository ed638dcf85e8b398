// The tables of documents that are made of what the program itself reads: variables, problems, metrics. Pure.
import { systemClock } from '../../src/clock.js'
import { variables } from '../../src/config/variables.js'
import { createMetrics } from '../../src/ops/metrics.js'
import { createReadings } from '../../src/ops/readings.js'
import { problems } from '../../src/problem.js'

/** Made tables by their name in `<!-- name -->` … `<!-- /name -->`. */
type Sections = Readonly<Record<string, string>>

/** The documents with made sections, by their path. */
export const madeDocuments: Readonly<Record<string, () => Promise<Sections>>> = {
  'README.md': async () => ({ variables: variableTable(), problems: problemTable() }),
  'docs/metrics.md': async () => ({ metrics: await metricTable() }),
}

/** The text with these sections up to date. Throws when one of them has lost its marks. */
export function updateSections(text: string, sections: Sections): string {
  return Object.entries(sections).reduce((updated, [name, made]) => {
    const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
    const [from, to] = [updated.indexOf(open), updated.indexOf(close)]
    if (from < 0 || to < from) throw new Error(`the marks of the section ${name} are missing`)
    return `${updated.slice(0, from)}${open}\n\n${made}\n\n${updated.slice(to)}`
  }, text)
}

function variableTable(): string {
  const rows = Object.entries(variables).map(([name, { kind, about }]) => {
    const shown = kind.shown === '' ? '' : `\`${kind.shown}\``
    return [`\`${name}\``, shown, kind.expects, about]
  })
  return table(['variable', 'default', 'takes', 'meaning'], rows)
}

function problemTable(): string {
  const rows = Object.entries(problems).map(([name, { status, title, retry }]) => [
    `\`/problems/${name}\``,
    String(status),
    title,
    retry,
  ])
  return table(['type', 'status', 'title', 'retry'], rows)
}

/** Those of Node itself are the library's. */
const isOwn = (name: string) => !/^(?:nodejs|process)_/.test(name)

async function metricTable(): Promise<string> {
  const told = await createMetrics(systemClock, createReadings({})).read()
  const rows = told
    .filter(({ name }) => isOwn(name))
    .map(({ name, type, aggregator, help }) => [`\`${name}\``, type, aggregator, help])
    .sort(([one = ''], [other = '']) => (one < other ? -1 : 1))
  return table(['metric', 'type', 'of several processes', 'is'], rows)
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

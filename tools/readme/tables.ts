// The README's tables of variables and problems, made from the tables that the program itself reads. Pure.
import { variables } from '../../src/config/variables.js'
import { problems } from '../../src/problem.js'

/** Each section of a README that is made, by its name in `<!-- name -->` … `<!-- /name -->`. */
export const sections: Readonly<Record<string, () => string>> = {
  variables: variableTable,
  problems: problemTable,
}

/** The text with every made section up to date. Throws when a section has lost its marks. */
export function updateSections(text: string): string {
  return Object.entries(sections).reduce((updated, [name, make]) => {
    const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
    const [from, to] = [updated.indexOf(open), updated.indexOf(close)]
    if (from < 0 || to < from) throw new Error(`the marks of the section ${name} are missing`)
    return `${updated.slice(0, from)}${open}\n\n${make()}\n\n${updated.slice(to)}`
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

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

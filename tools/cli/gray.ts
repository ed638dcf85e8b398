// `rushdesk gray`: the gray release with what its watch has seen, or an order to change it.
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { UsageError } from '../usage.js'
import { createAdminClient } from './admin-client.js'
import { tableOf } from './table.js'
import type { Command } from './terminal.js'

const usage = `Usage: rushdesk gray [start FILE | percent N | off | promote] [--why TEXT]

  start FILE  releases the document in a JSON file (docs/gray.md)
  percent N   changes the share of the release under way
  off         ends it: everybody gets what is stable
  promote     gives a release that was found better or the same to everybody
`

interface GrayShown {
  readonly state: string
  readonly finding: { readonly metric: string; readonly stable: number; readonly canary: number } | null
  readonly elapsed_s: number | null
  readonly stable: Readonly<Record<string, number>>
  readonly canary: Readonly<Record<string, number>>
  readonly document: Readonly<Record<string, unknown>>
}

const path = '/admin/gray'
const headers = { 'content-type': 'application/json' }

export const gray: Command = async (args, terminal) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { why: { type: 'string' }, help: { type: 'boolean', default: false } },
  })
  if (values.help) {
    terminal.write(usage)
    return 0
  }
  const admin = createAdminClient(terminal.env)
  const query = { why: values.why }
  const read = async () => (await admin.call({ method: 'GET', path })).json<GrayShown>()
  const put = async (document: unknown) =>
    (
      await admin.call({ method: 'PUT', path, query, headers, body: JSON.stringify(document) })
    ).json<GrayShown>()
  const [act, value] = positionals
  if (act === undefined) terminal.write(textOf(await read()))
  else if (act === 'promote')
    terminal.write(textOf((await admin.call({ method: 'POST', path: `${path}/promote`, query })).json()))
  else if (act === 'off') terminal.write(textOf(await put({ ...(await read()).document, percent: 0 })))
  else if (act === 'percent' && /^\d{1,3}$/.test(value ?? ''))
    terminal.write(textOf(await put({ ...(await read()).document, percent: Number(value) })))
  else if (act === 'start' && value !== undefined)
    terminal.write(textOf(await put(JSON.parse(readFileSync(value, 'utf8')))))
  else throw new UsageError('gray takes start FILE, percent N, off or promote')
  return 0
}

function textOf({ state, finding, elapsed_s, stable, canary, document }: GrayShown): string {
  const head = `${document.name}  ${state}  ${document.percent} %${elapsed_s === null ? '' : `  for ${elapsed_s} s`}\n`
  const why = finding === null ? '' : `${finding.metric}: ${finding.canary} against ${finding.stable}\n`
  const rows = Object.keys(stable).map(name => [name, String(stable[name]), String(canary[name])])
  return `${head}${why}${tableOf([['', 'stable', 'release'], ...rows])}\n`
}

// `rushdesk tools`: how the shop's tools fare in the cluster, and a tools file tried against the API that it names.
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { ListedTool } from '../../src/shop/tool-list.js'
import { parseTools, ToolsFileError } from '../../src/shop/tools-file.js'
import { UsageError } from '../usage.js'
import { createAdminClient } from './admin-client.js'
import { tableOf } from './table.js'
import type { Command, Terminal } from './terminal.js'
import { isWell, type ToolTrial, tryTools } from './try-tools.js'

const usage = `Usage: rushdesk tools | rushdesk tools test FILE [--sub UID] [--arg NAME=VALUE]... [--foreign NAME=VALUE]...

  Without an order: each tool of TOOLS_FILE with its breaker, calls and times in the cluster.
  test FILE   calls each read of the file once, for the customer UID (demo). Writes are never called. Keys come from
              the variables that the file names, and from TOOLS_KEY_FILE. Values of results are not shown.
  --arg       a parameter; one that a listing of the file tells needs none
  --foreign   what belongs to somebody else: the API must say that there is no such thing
  Exits 0 when all is well, 1 otherwise.
`

export const tools: Command = async (args, terminal) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      sub: { type: 'string', default: 'demo' },
      arg: { type: 'string', multiple: true, default: [] },
      foreign: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    terminal.write(usage)
    return 0
  }
  const [order, file, extra] = positionals
  if (order === undefined) {
    terminal.write(`${await listed(terminal)}\n`)
    return 0
  }
  if (order !== 'test' || file === undefined || extra !== undefined)
    throw new UsageError('tools takes nothing, or test FILE')
  const asked = {
    uid: values.sub,
    given: readPairs('arg', values.arg),
    foreign: readPairs('foreign', values.foreign),
  }
  return test(file, asked, terminal)
}

async function listed({ env }: Terminal): Promise<string> {
  const reply = await createAdminClient(env).call({ method: 'GET', path: '/admin/tools' })
  const { tools: all } = reply.json<{ readonly tools: readonly ListedTool[] }>()
  const rows = all.map(({ shop, name, risk, breaker, calls, times }) => {
    const counts = Object.entries(calls).filter(([, count]) => count > 0)
    const told = counts.map(([outcome, count]) => `${outcome} ${count}`).join(', ')
    return [shop, name, risk, breaker, times ? `${times.p50_ms}/${times.p95_ms} ms` : '', told]
  })
  return rows.length === 0
    ? 'none'
    : tableOf([['shop', 'tool', 'risk', 'breaker', 'p50/p95', 'calls'], ...rows])
}

async function test(
  path: string,
  asked: Parameters<typeof tryTools>[1],
  { env, write }: Terminal,
): Promise<number> {
  const [text, keyFile] = [await contents(path), env.TOOLS_KEY_FILE ? await contents(env.TOOLS_KEY_FILE) : '']
  try {
    const set = parseTools(text, { secretOf: name => env[name] || undefined, keyFile })
    const { trials, leftOut } = await tryTools(set, asked)
    const missing = Object.entries(leftOut).map(([name, why]) => ['', name, 'left-out', '', why])
    write(`${tableOf([['shop', 'tool', 'came to', 'ms', ''], ...trials.map(rowOf), ...missing])}\n`)
    return missing.length === 0 && trials.every(isWell) ? 0 : 1
  } catch (fault) {
    if (!(fault instanceof ToolsFileError)) throw fault
    write(`${fault.faults.map(one => `${path}: ${one}`).join('\n')}\n`)
    return 1
  }
}

function rowOf({ tool, cameTo, ms, note }: ToolTrial): string[] {
  return [tool.shop, tool.name, cameTo, ms === undefined ? '' : String(Math.round(ms)), note]
}

function contents(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(fault => {
    throw new UsageError(`${path} cannot be read: ${fault.code}`)
  })
}

function readPairs(flag: string, pairs: readonly string[]): Readonly<Record<string, string>> {
  const read = pairs.map(pair => {
    const [, name, value] = /^([A-Za-z]\w*)=(.+)$/s.exec(pair) ?? []
    if (name === undefined || value === undefined)
      throw new UsageError(`--${flag} must be NAME=VALUE, got "${pair}"`)
    return [name, value] as const
  })
  return Object.fromEntries(read)
}

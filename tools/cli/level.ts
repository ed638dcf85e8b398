// `rushdesk level`: the rung of the degradation ladder in force, or an order to fix it.
import { parseArgs } from 'node:util'
import { UsageError } from '../usage.js'
import { createAdminClient } from './admin-client.js'
import type { Command } from './terminal.js'

const usage = `Usage: rushdesk level [0|1|2|3|4|auto] [--why TEXT]

  0 full, 1 lean, 2 retrieval, 3 people, 4 notice; auto gives it back to the ladder.
  --why is kept in the history and the audit.
`

interface LevelShown {
  readonly level: number
  readonly mode: string
  readonly reason: string
  readonly since: string
}

export const level: Command = async (args, terminal) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { why: { type: 'string' }, help: { type: 'boolean', default: false } },
  })
  if (values.help) {
    terminal.write(usage)
    return 0
  }
  const [wanted, extra] = positionals
  if (extra !== undefined || (wanted !== undefined && !/^(?:[0-4]|auto)$/.test(wanted))) {
    throw new UsageError('level is one of 0, 1, 2, 3, 4, auto')
  }
  const admin = createAdminClient(terminal.env)
  const path = '/admin/level'
  const reply =
    wanted === undefined
      ? await admin.call({ method: 'GET', path })
      : await admin.call({
          method: 'PUT',
          path,
          query: { why: values.why },
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ level: wanted === 'auto' ? 'auto' : Number(wanted) }),
        })
  const shown = reply.json<LevelShown>()
  terminal.write(`level ${shown.level}  ${shown.mode}  ${shown.reason}  since ${shown.since}\n`)
  return 0
}

// `rushdesk status`: the cluster at a glance. On a terminal it is drawn again every second until Ctrl-C.
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { AdminError, createAdminClient } from './admin-client.js'
import { type StatusShown, statusText } from './status-text.js'
import type { Command } from './terminal.js'

const usage = `Usage: rushdesk status [--once] [--json]

  --once  prints it once, as it does when the output is no terminal
  --json  as the process tells it
`
const EVERY_MS = 1_000
/** Home, and erase what is below: without the flicker of an erased screen. */
const REDRAW = '\x1b[H\x1b[J'

export const status: Command = async (args, terminal) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      once: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    terminal.write(usage)
    return 0
  }
  const admin = createAdminClient(terminal.env)
  const read = () => admin.call({ method: 'GET', path: '/admin/status' })
  if (values.json) terminal.write(`${(await read()).text}\n`)
  else if (values.once || !terminal.isInteractive)
    terminal.write(statusText((await read()).json<StatusShown>()))
  else await watch(async () => statusText((await read()).json<StatusShown>()), terminal.write)
  return 0
}

/** Never resolves: Ctrl-C ends the program. A process that is away for a moment is waited for. */
async function watch(read: () => Promise<string>, write: (text: string) => void): Promise<void> {
  for (;;) {
    const text = await read().catch((error: unknown) => {
      if (error instanceof AdminError) return `! ${error.message}\n`
      throw error
    })
    write(`${REDRAW}${text}\nCtrl-C ends this\n`)
    await delay(EVERY_MS)
  }
}

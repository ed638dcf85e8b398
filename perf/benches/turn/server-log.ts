// The log of a measured server lies in a file, as in production, and is read when it has ended: a bench that runs into
// warnings measures something else than it says.
import { createReadStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Program } from '../../../tools/program.js'
import { report } from '../../machine.js'

const WARN = 40

/** `start` is handed the file; the program's stop reads it, reports what it warned of, and removes it. */
export async function withLog(start: (logFile: string) => Promise<Program>): Promise<Program> {
  const folder = mkdtempSync(join(tmpdir(), 'rushdesk-log-'))
  const file = join(folder, 'log')
  const program = await start(file)
  const { stop: end } = program
  const stop = async () => {
    const how = await end()
    const warned = warningsIn(createInterface({ input: createReadStream(file) }))
    for (const [message, times] of await warned) report({ warned: message, times })
    rmSync(folder, { recursive: true, force: true })
    return how
  }
  return Object.assign(program, { stop })
}

/** How often each message was logged as a warning or worse. */
export async function warningsIn(lines: AsyncIterable<string>): Promise<Map<string, number>> {
  const times = new Map<string, number>()
  for await (const line of lines) {
    const [, level] = /^\{"level":(\d+)/.exec(line) ?? []
    if (level === undefined || Number(level) < WARN) continue
    const { msg } = JSON.parse(line) as { readonly msg?: string }
    times.set(msg ?? '', (times.get(msg ?? '') ?? 0) + 1)
  }
  return times
}

// Starts one of our programs as a process of its own and waits until it says that it serves.
// Used by the replay tool, the benches and the end-to-end tests; knows nothing of what the program does.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

export interface Program {
  readonly pid: number
  readonly port: number
  readonly url: string
  /** The newest lines of both outputs, oldest first. */
  readonly lines: readonly string[]
  /** Resolves when the process has ended, with its exit code or the signal that ended it. */
  readonly ended: Promise<number | string>
  /** SIGTERM, then waits for the end. */
  stop(): Promise<number | string>
  /** SIGKILL, then waits for the end. */
  kill9(): Promise<number | string>
}

const keptLines = 2000
const readyWithinMs = 60_000

const lookedAtEachMs = 20

/** Starts `command` with just the variables of `env`. The program prints a JSON line `{"msg":"ready","port":n}`.
 *  Throws, with what it printed, when it ends before that or does not say so in time.
 *  With `logFile` both outputs go into that file, and reading them costs nothing while the program is measured. */
export async function startProgram(
  command: readonly string[],
  env: NodeJS.ProcessEnv,
  logFile?: string,
): Promise<Program> {
  const [file = '', ...args] = command
  const output = logFile === undefined ? 'pipe' : openSync(logFile, 'a')
  const child = spawn(file, args, { env, stdio: ['ignore', output, output] })
  if (typeof output === 'number') closeSync(output)
  const killChild = () => child.kill('SIGKILL')
  process.once('exit', killChild)
  const ended = endOf(child).finally(() => process.off('exit', killChild))
  const printed = logFile === undefined ? printedBy(child) : printedInto(logFile)
  const port = await readyPort(printed, ended).catch(cause => {
    killChild()
    throw new Error(`${command.join(' ')}: ${cause.message}\n${printed.lines().join('\n')}`)
  })
  const send = (signal: NodeJS.Signals) => {
    child.kill(signal)
    return ended
  }
  return {
    pid: child.pid ?? 0,
    port,
    url: `http://127.0.0.1:${port}`,
    get lines() {
      return printed.lines()
    },
    ended,
    stop: () => send('SIGTERM'),
    kill9: () => send('SIGKILL'),
  }
}

async function endOf(child: ChildProcess): Promise<number | string> {
  const [code, signal] = await once(child, 'close')
  return code ?? signal
}

/** What a program has printed so far. */
interface Printed {
  lines(): readonly string[]
  /** Calls `look` when there may be something new, until the function that it returns is called. */
  watch(look: () => void): () => void
}

function printedBy({ stdout, stderr }: ChildProcess): Printed {
  const lines: string[] = []
  let onLine: (() => void) | undefined
  const take = (line: string) => {
    lines.push(line)
    if (lines.length > 2 * keptLines) lines.splice(0, keptLines)
    onLine?.()
  }
  for (const output of [stdout, stderr]) if (output) createInterface({ input: output }).on('line', take)
  return {
    lines: () => lines,
    watch(look) {
      onLine = look
      return () => {
        onLine = undefined
      }
    },
  }
}

function printedInto(file: string): Printed {
  return {
    lines: () => readFileSync(file, 'utf8').trimEnd().split('\n').slice(-keptLines),
    watch(look) {
      const timer = setInterval(look, lookedAtEachMs)
      return () => clearInterval(timer)
    },
  }
}

function readyPort(printed: Printed, ended: Promise<number | string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ready after ${readyWithinMs} ms`)), readyWithinMs)
    const settle = (act: () => void) => {
      clearTimeout(timer)
      unwatch()
      act()
    }
    const unwatch = printed.watch(() => {
      const port = printed
        .lines()
        .map(portOf)
        .find(found => found !== undefined)
      if (port !== undefined) settle(() => resolve(port))
    })
    ended.then(
      how => settle(() => reject(new Error(`ended with ${how} before it was ready`))),
      fault => settle(() => reject(fault)),
    )
  })
}

/** The port of a ready line; undefined for any other line. */
function portOf(line: string): number | undefined {
  if (!line.startsWith('{') || !line.includes('"ready"')) return undefined
  try {
    const { msg, port } = JSON.parse(line) as Record<string, unknown>
    return msg === 'ready' && typeof port === 'number' ? port : undefined
  } catch {
    return undefined // A line that only looks like JSON is not the ready line.
  }
}

// Starts one of our programs as a process of its own and waits until it says that it serves.
// Used by the replay tool, the benches and the end-to-end tests; knows nothing of what the program does.
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

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

type Child = ChildProcessByStdio<null, Readable, Readable>

/** Starts `command` with just the variables of `env`. The program prints a JSON line `{"msg":"ready","port":n}`.
 *  Throws, with what it printed, when it ends before that or does not say so in time. */
export async function startProgram(command: readonly string[], env: NodeJS.ProcessEnv): Promise<Program> {
  const [file = '', ...args] = command
  const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const killChild = () => child.kill('SIGKILL')
  process.once('exit', killChild)
  const ended = endOf(child).finally(() => process.off('exit', killChild))
  const lines: string[] = []
  const port = await readyPort(child, lines, ended).catch(cause => {
    killChild()
    throw new Error(`${command.join(' ')}: ${cause.message}\n${lines.join('\n')}`)
  })
  const send = (signal: NodeJS.Signals) => {
    child.kill(signal)
    return ended
  }
  return {
    pid: child.pid ?? 0,
    port,
    url: `http://127.0.0.1:${port}`,
    lines,
    ended,
    stop: () => send('SIGTERM'),
    kill9: () => send('SIGKILL'),
  }
}

async function endOf(child: Child): Promise<number | string> {
  const [code, signal] = await once(child, 'close')
  return code ?? signal
}

function readyPort(child: Child, lines: string[], ended: Promise<number | string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ready after ${readyWithinMs} ms`)), readyWithinMs)
    const settle = (act: () => void) => {
      clearTimeout(timer)
      act()
    }
    const take = (line: string) => {
      lines.push(line)
      if (lines.length > 2 * keptLines) lines.splice(0, keptLines)
      const port = portOf(line)
      if (port !== undefined) settle(() => resolve(port))
    }
    createInterface({ input: child.stdout }).on('line', take)
    createInterface({ input: child.stderr }).on('line', take)
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

// `rushdesk start`: what `npm start` runs. Signals go on to the server, which drains; its exit code is ours.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { serverCommand } from '../server.js'
import { UsageError } from '../usage.js'
import type { Command } from './terminal.js'

export const start: Command = async (args, { env }) => {
  if (args.length > 0)
    throw new UsageError('start takes no arguments: the README lists its environment variables')
  const [program, ...rest] = serverCommand()
  const server = spawn(program, rest, { env, stdio: 'inherit' })
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => server.kill(signal))
  const [code, signal] = await once(server, 'exit')
  return code ?? (signal === 'SIGKILL' ? 137 : 1)
}

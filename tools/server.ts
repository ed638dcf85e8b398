// Starts the built server as a process of its own, on a free port of the loopback interface.
import { fileURLToPath } from 'node:url'
import { packageRoot } from '../src/root.js'
import { type Program, startProgram } from './program.js'

/** As package.json and ecosystem.config.cjs start it. */
export const nodeFlags = ['--max-semi-space-size=64'] as const

const entry = fileURLToPath(new URL('build/src/main.js', packageRoot))

/** The program and its arguments. */
export const serverCommand = [process.execPath, ...nodeFlags, entry] as const

/** `env` is all that the server sees, besides a port and an address of the loopback interface. */
export function startServer(env: NodeJS.ProcessEnv): Promise<Program> {
  return startProgram(serverCommand, { HOST: '127.0.0.1', PORT: '0', ...env })
}

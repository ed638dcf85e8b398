// Starts the built server as a process of its own, on a free port of the loopback interface.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { packageRoot } from '../src/root.js'
import { type Program, startProgram } from './program.js'

/** As package.json and ecosystem.config.cjs start it. */
export const nodeFlags = [
  '--min-semi-space-size=16',
  '--max-semi-space-size=32',
  '--v8-pool-size=2',
  '--interrupt-budget=30000',
] as const
export const builtServer = 'build/server/src/main.js'

/** The same server as the compiler left it, a file a module: it takes twice as long to start. */
const compiledServer = 'build/src/main.js'
/** The built server's sources. */
const sources = ['src', 'workers']

/** The program and its arguments. */
export function serverCommand(): readonly [program: string, ...args: string[]] {
  // A developer often runs the compiler alone.
  const entry = newestSource() > changedAt(builtServer) ? compiledServer : builtServer
  return [process.execPath, ...nodeFlags, fileURLToPath(new URL(entry, packageRoot))]
}

/** `env` is all that the server sees, besides a port and an address of the loopback interface. Its log: see startProgram. */
export function startServer(env: NodeJS.ProcessEnv, logFile?: string): Promise<Program> {
  return startProgram(serverCommand(), { HOST: '127.0.0.1', PORT: '0', ...env }, logFile)
}

/** 0 where there are no sources: a package that was installed has none. */
function newestSource(): number {
  const present = sources.filter(folder => existsSync(new URL(folder, packageRoot)))
  const files = present.flatMap(folder =>
    readdirSync(new URL(folder, packageRoot), { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.ts'))
      .map(name => `${folder}/${name}`),
  )
  return Math.max(0, ...files.map(changedAt))
}

function changedAt(path: string): number {
  return statSync(new URL(path, packageRoot), { throwIfNoEntry: false })?.mtimeMs ?? 0
}

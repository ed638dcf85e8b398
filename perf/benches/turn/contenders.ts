// The programs that the turn bench compares, each started the same way: same Redis, same vendor, own process.
import { execFileSync } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { packageRoot } from '../../../src/root.js'
import { type Program, startProgram } from '../../../tools/program.js'
import { startServer } from '../../../tools/server.js'

export interface ContenderDeps {
  readonly redisSocket: string
  /** '' when answers are local. */
  readonly llmUrl: string
  readonly secret: string
  /** Further variables of each program. */
  readonly env?: NodeJS.ProcessEnv
}

export interface Contender {
  readonly name: string
  start(around: ContenderDeps): Promise<Program>
}

const { PATH } = process.env

export const rushdesk: Contender = {
  name: 'rushdesk',
  start: ({ redisSocket, llmUrl, secret, env }) =>
    startServer({
      ...env,
      PATH,
      JWT_SECRET: secret,
      DATA_KEY: secret,
      REDIS_URL: `unix:${redisSocket}`,
      LLM_URL: llmUrl,
      // The bench compares the cost of a whole turn, not what a limit lets through or a budget turns into a 202.
      ANSWER_BUDGET_MS: '10000',
      RATE_PER_S: '0',
      UID_RATE_PER_S: '0',
      OVERLOAD: 'off',
    }),
}

export const floor: Contender = {
  name: 'floor',
  start: ({ redisSocket, llmUrl, env }) =>
    startProgram([process.execPath, fileURLToPath(new URL('build/perf/floor/floor.js', packageRoot))], {
      ...env,
      PATH,
      REDIS_SOCKET: redisSocket,
      LLM_URL: llmUrl,
    }),
}

const peerModules = 'fastapi, uvicorn, uvloop, httptools, redis, httpx, jwt'

/** The FastAPI service, or undefined where no Python with its modules is installed. */
export function findPeer(): Contender | undefined {
  const python = ['python3', '/usr/bin/python3'].find(command => canImport(command, peerModules))
  if (python === undefined) return undefined
  const start = async ({ redisSocket, llmUrl, secret }: ContenderDeps) => {
    const script = fileURLToPath(new URL('perf/peer/serve.py', packageRoot))
    const env = {
      PATH,
      PYTHONDONTWRITEBYTECODE: '1',
      REDIS_SOCKET: redisSocket,
      LLM_URL: llmUrl,
      JWT_SECRET: secret,
    }
    const program = await startProgram([python, script], env)
    await untilServing(program.url)
    return program
  }
  return { name: 'peer', start }
}

export const peerMissing = `no python3 that imports ${peerModules} (Debian: apt-get install python3-fastapi
  uvicorn python3-uvloop python3-httptools python3-redis python3-httpx python3-jwt)`.replace(/\s+/g, ' ')

function canImport(python: string, modules: string): boolean {
  try {
    execFileSync(python, ['-c', `import ${modules}`], { stdio: 'ignore' })
    return true
  } catch {
    return false // Not installed, or without the modules: the same to us.
  }
}

/** The workers listen a little after the port is known. */
async function untilServing(url: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const isServing = await fetch(url).then(
      () => true,
      () => false,
    )
    if (isServing) return
    await delay(100)
  }
  throw new Error(`nothing serves at ${url}`)
}

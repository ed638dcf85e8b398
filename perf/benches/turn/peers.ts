// The peers: the same service as other teams write it. One that cannot be had here is left out, and the bench says why.
import { execFileSync } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { packageRoot } from '../../../src/root.js'
import { type Program, startProgram } from '../../../tools/program.js'
import { report } from '../../machine.js'
import { installPeer } from '../../peer/install.js'
import type { Contender, ContenderDeps } from './contenders.js'

const { PATH } = process.env

/** Redis and HTTP clients in the versions that rushdesk uses. */
const fastifyPackages = { fastify: '5.12.8', 'fast-jwt': '6.3.6', ioredis: '6.0.0', undici: '7.30.2' }
const portkeyPackages = { '@portkey-ai/gateway': '1.15.2' }

const pythonModules = 'fastapi, uvicorn, uvloop, httptools, redis, httpx, jwt'
const pythonMissing = `no python3 that imports ${pythonModules} (Debian: apt-get install python3-fastapi
  uvicorn python3-uvloop python3-httptools python3-redis python3-httpx python3-jwt)`.replace(/\s+/g, ' ')

/** Those that do the whole job of a turn. */
export async function findPeers(): Promise<Contender[]> {
  const found = [findFastapi(), await findFastify()]
  return found.filter(peer => peer !== undefined)
}

/** The gateway, which passes calls on and stores nothing. */
export async function startPortkey(): Promise<Program | undefined> {
  const installed = await installPeer({ name: 'portkey', packages: portkeyPackages })
  if (installed.kind === 'missing') return leaveOut('portkey', installed.why)
  return startProgram([process.execPath, installed.script], { PATH, NODE_ENV: 'production' })
}

function findFastapi(): Contender | undefined {
  const python = ['python3', '/usr/bin/python3'].find(command => canImport(command, pythonModules))
  if (python === undefined) return leaveOut('fastapi', pythonMissing)
  const script = fileURLToPath(new URL('perf/peer/serve.py', packageRoot))
  const start = async (around: ContenderDeps) => {
    const program = await startProgram([python, script], { ...envOf(around), PYTHONDONTWRITEBYTECODE: '1' })
    await untilServing(program.url)
    return program
  }
  return { name: 'fastapi', start }
}

async function findFastify(): Promise<Contender | undefined> {
  const installed = await installPeer({ name: 'fastify', packages: fastifyPackages })
  if (installed.kind === 'missing') return leaveOut('fastify', installed.why)
  const start = (around: ContenderDeps) =>
    startProgram([process.execPath, installed.script], { ...envOf(around), NODE_ENV: 'production' })
  return { name: 'fastify', start }
}

const envOf = ({ redisSocket, llmUrl, secret }: ContenderDeps) => ({
  PATH,
  REDIS_SOCKET: redisSocket,
  LLM_URL: llmUrl,
  JWT_SECRET: secret,
})

function leaveOut(contender: string, why: string): undefined {
  report({ contender, left_out: why })
}

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

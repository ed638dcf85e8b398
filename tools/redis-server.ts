// A private redis-server for one program or test file: on a unix socket in its own folder, stopped with its process.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { need } from './needs.js'
import { removeFolder } from './remove-folder.js'

export interface RedisServer {
  /** As REDIS_URL takes it. */
  readonly url: string
  /** Of the process that runs now. */
  readonly pid: number
  /** A plain client of the test's own. */
  readonly client: Redis
  /** SIGKILL: what its append-only file holds stays. */
  kill(): Promise<void>
  /** Stops it in good order, if it runs, and starts it on the same address and data. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** `args` are added to the server's command line. */
export async function startRedis(args: readonly string[] = []): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'rushdesk-redis-'))
  const path = join(folder, 's')
  return start(folder, { path, url: `unix:${path}`, args: ['--port', '0', '--unixsocket', path, ...args] })
}

/** The same on a free TCP port of the loopback address. */
export async function startTcpRedis(
  args: readonly string[] = [],
): Promise<RedisServer & { readonly port: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'rushdesk-redis-'))
  const port = await freePort()
  const own = ['--bind', '127.0.0.1', '--port', String(port), ...args]
  const server = await start(folder, { port, url: `redis://127.0.0.1:${port}`, args: own })
  return Object.assign(server, { port })
}

interface Place {
  readonly path?: string
  readonly port?: number
  readonly url: string
  readonly args: readonly string[]
}

async function start(folder: string, place: Place): Promise<RedisServer> {
  const where = place.path === undefined ? { host: '127.0.0.1', port: place.port ?? 0 } : { path: place.path }
  let server = await launch(folder, place.args)
  const kill = () => server.kill('SIGKILL')
  process.once('exit', kill)
  const client = new Redis({ ...where, lazyConnect: true, retryStrategy: () => 20 })
  client.on('error', () => undefined)
  await client.connect()
  return {
    url: place.url,
    get pid() {
      return server.pid ?? 0
    },
    client,
    kill: () => end(server, 'SIGKILL'),
    async restart() {
      await end(server, 'SIGTERM')
      server = await launch(folder, place.args)
    },
    async stop() {
      client.disconnect()
      process.off('exit', kill)
      await end(server, 'SIGKILL')
      // A child that Redis forked to save may still write for a moment.
      await removeFolder(folder)
    },
  }
}

async function launch(folder: string, args: readonly string[]): Promise<ChildProcess> {
  const durable = ['--save', '', '--appendonly', 'yes', '--dir', folder]
  const server = spawn(need('redis-server'), [...args, ...durable], { stdio: ['ignore', 'pipe', 'ignore'] })
  await readyOrDead(server)
  return server
}

async function end(server: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const exited = once(server, 'exit')
  server.kill(signal)
  await exited
}

async function readyOrDead(server: ChildProcess): Promise<void> {
  let log = ''
  const exited = once(server, 'exit').then(() => {
    throw new Error(`redis-server did not start: ${log}`)
  })
  const ready = new Promise<void>(resolve => {
    server.stdout?.on('data', chunk => {
      log += chunk
      if (/ready to accept connections/i.test(log)) resolve()
    })
  })
  exited.catch(() => undefined)
  await Promise.race([ready, exited])
}

/** A TCP port of the loopback address that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

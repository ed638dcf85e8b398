// The machine and the process as the doctor sees them, read once. Tests hand in another one.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { readHost } from '../../src/ops/host.js'

export interface DoctorHost {
  readonly env: NodeJS.ProcessEnv
  /** `20.18.1`. */
  readonly node: string
  /** The least version that the package asks for. */
  readonly nodeLeast: string
  /** Undefined where the C library is another one, such as musl. */
  readonly glibc: string | undefined
  readonly openFilesMax: number
  readonly processors: number
  /** Of the container; undefined without one. */
  readonly memoryMaxBytes: number | undefined
  /** Whether a new connection moves to another process when the one that it was meant for ends. */
  readonly migratesConnections: boolean | undefined
  readonly version: string
  /** The configuration of the proxy in front, where the operator names it. */
  readonly proxyFile?: string | undefined
  /** Loads the HTTP server's native part; rejects when it does not fit this machine. */
  loadServer(): Promise<unknown>
  /** The code of what keeps us from listening there; undefined when nothing does. */
  listenFault(host: string, port: number): Promise<string | undefined>
}

interface Manifest {
  readonly engines: { readonly node: string }
}

export function readDoctorHost(env: NodeJS.ProcessEnv, manifest: Manifest): DoctorHost {
  const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined
  const { version, openFilesMax, processors } = readHost()
  return {
    env,
    version,
    openFilesMax,
    processors,
    node: process.versions.node,
    nodeLeast: manifest.engines.node.replace('>=', ''),
    glibc: report?.header?.glibcVersionRuntime,
    memoryMaxBytes: memoryMaxBytes(),
    migratesConnections: migratesConnections(),
    loadServer: () => import('uWebSockets.js'),
    listenFault,
  }
}

function readOr(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return undefined // Another kernel, or no right to look: not known.
  }
}

/** cgroup v2, then v1. */
function memoryMaxBytes(): number | undefined {
  const limit = readOr('/sys/fs/cgroup/memory.max') ?? readOr('/sys/fs/cgroup/memory/memory.limit_in_bytes')
  const bytes = Number(limit)
  return Number.isFinite(bytes) && bytes > 0 && bytes < 2 ** 50 ? bytes : undefined
}

function migratesConnections(): boolean | undefined {
  const value = readOr('/proc/sys/net/ipv4/tcp_migrate_req')
  return value === undefined ? undefined : value === '1'
}

function listenFault(host: string, port: number): Promise<string | undefined> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', error => resolve('code' in error ? String(error.code) : error.message))
    server.listen(port, host, () => server.close(() => resolve(undefined)))
  })
}

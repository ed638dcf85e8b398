// Does this machine fit: Node, the C library, files, memory, ports?
import type { Config } from '../../src/config/config.js'
import { type Check, fault, ok, reasonOf, skip, warn } from './check.js'
import type { DoctorHost } from './host.js'

const MEBIBYTE = 1_048_576
/** A process at rest takes 150 MiB; under load its young generation grows to 200 MiB more. */
const PROCESS_BYTES = 512 * MEBIBYTE
/** Customers who are connected at once, in the smallest sale. */
const OPEN_FILES_LEAST = 4_096

export function hostChecks(host: DoctorHost, config: Config | undefined): Check[] {
  return [
    { name: 'node', run: () => nodeOf(host) },
    { name: 'server-library', run: () => serverLibrary(host) },
    { name: 'open-files', run: () => openFiles(host, config) },
    { name: 'memory', run: () => memory(host) },
    { name: 'processors', run: () => processors(host) },
    {
      name: 'port',
      run: () => (config ? port(host, config.host, config.port) : skip('the configuration is at fault')),
    },
    { name: 'admin-port', run: () => adminPort(host, config) },
    { name: 'reload', run: () => reload(host) },
  ]
}

function nodeOf({ node, nodeLeast }: DoctorHost) {
  if (isOlder(node, nodeLeast))
    return fault(`Node ${node} is older than ${nodeLeast}`, `Install Node ${nodeLeast} or newer`)
  return ok(`Node ${node}`)
}

/** Version numbers of any length. */
export function isOlder(version: string, least: string): boolean {
  const [own, other] = [version, least].map(text =>
    text.split('.').map(part => Number.parseInt(part, 10) || 0),
  )
  for (let i = 0; i < Math.max(own?.length ?? 0, other?.length ?? 0); i++) {
    const difference = (own?.[i] ?? 0) - (other?.[i] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}

async function serverLibrary({ loadServer, glibc }: DoctorHost) {
  const library = glibc === undefined ? 'a C library that is not glibc' : `glibc ${glibc}`
  try {
    await loadServer()
    return ok(`the HTTP server's native part loads (${library})`)
  } catch (error) {
    const hint =
      'Use Linux with a glibc of the Debian 12 age or newer (images on Alpine do not fit), or install again with npm ci'
    return fault(
      `the HTTP server's native part does not load on ${library}: ${reasonOf(error).split('\n')[0]}`,
      hint,
    )
  }
}

function openFiles({ openFilesMax }: DoctorHost, config: Config | undefined) {
  const others = 128 + (config?.llmConnections ?? 0)
  const message = `a process may open ${openFilesMax} files, customers get ${Math.max(0, openFilesMax - others)} of them`
  const hint = 'Raise it: ulimit -n 65536, or LimitNOFILE=65536 in the systemd unit'
  if (openFilesMax <= others) return fault(message, hint)
  return openFilesMax < OPEN_FILES_LEAST ? warn(message, hint) : ok(message)
}

function memory({ memoryMaxBytes, processors: count }: DoctorHost) {
  if (memoryMaxBytes === undefined) return ok('no limit of a container')
  const room = Math.floor(memoryMaxBytes / PROCESS_BYTES)
  const message = `the container has ${Math.floor(memoryMaxBytes / MEBIBYTE)} MiB: enough for ${room} processes`
  if (room < 1) return fault(message, 'Give it at least 512 MiB a process')
  return room < count
    ? warn(message, `Give it ${count * 512} MiB, or start fewer than ${count} processes (INSTANCES)`)
    : ok(message)
}

function processors({ processors: count }: DoctorHost) {
  if (count >= 2) return ok(`${count} processors`)
  return warn(
    'one processor: masking shares it with everything else',
    'Give it two: a process uses one, and its text workers part of another',
  )
}

async function port({ listenFault }: DoctorHost, address: string, number: number) {
  const code = await listenFault(address, number)
  if (code === undefined) return ok(`${address}:${number} is free`)
  // Processes of a cluster share a port, so one that is taken may be taken by us.
  if (code === 'EADDRINUSE')
    return warn(`${address}:${number} is in use`, 'Well, if rushdesk runs there; else choose another PORT')
  return fault(
    `cannot listen on ${address}:${number}: ${code}`,
    'Choose another PORT or HOST; ports below 1024 need a right of their own',
  )
}

function adminPort(host: DoctorHost, config: Config | undefined) {
  if (config === undefined) return skip('the configuration is at fault')
  if (config.adminPort !== 0) return port(host, config.adminHost, config.adminPort)
  const message = '/admin, /metrics and /ops are served on PORT'
  if (!config.isProduction) return ok(message)
  return warn(message, 'Set ADMIN_PORT, or see to it that the balancer closes these paths')
}

function reload({ migratesConnections }: DoctorHost) {
  if (migratesConnections === undefined) return skip('this kernel has no net.ipv4.tcp_migrate_req')
  if (migratesConnections) return ok('connections that wait for a process that ends move to another')
  return warn(
    'a connection that comes in the moment a process ends may be reset (about 1 in 50,000)',
    'sysctl -w net.ipv4.tcp_migrate_req=1, or a balancer that tries connects again',
  )
}

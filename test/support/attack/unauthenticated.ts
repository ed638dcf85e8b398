// What somebody without a token can cost: memory for each byte of a body, and processor time for each open route.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { Pool } from 'undici'
import { ask, type Stage } from './stage.js'

const MIB = 1024 * 1024

/** Bodies that are sent without a token: where, and in what pieces. */
export const bodies = [
  { path: '/chat', method: 'POST', pieceBytes: 1 },
  { path: '/v1/chat/completions', method: 'POST', pieceBytes: 1 },
  { path: '/admin/hot', method: 'PUT', pieceBytes: 1 },
  { path: '/admin/hot', method: 'PUT', pieceBytes: 16_384 },
  { path: '/nowhere', method: 'POST', pieceBytes: 1 },
] as const

export type StrangersBody = (typeof bodies)[number]

/** Sends `mib` MiB on the wire in chunks of one body over six connections. Returns the most that the process's memory
 *  grew for each MiB that it took. A process that closes the connection takes less. */
export async function memoryPerMib(stage: Stage, body: StrangersBody, mib: number): Promise<number> {
  const [server] = stage.servers
  if (server === undefined) throw new Error('no server')
  const before = rssBytes(server.pid)
  let most = 0
  const watch = setInterval(() => {
    most = Math.max(most, rssBytes(server.pid) - before)
  }, 20)
  const sent = await Promise.all(Array.from({ length: 6 }, () => pour(server.port, body, (mib * MIB) / 6)))
  most = Math.max(most, rssBytes(server.pid) - before)
  clearInterval(watch)
  // A connection that is closed at once took next to nothing; a MiB is the least that growth is measured against.
  return (
    most /
    Math.max(
      MIB,
      sent.reduce((sum, bytes) => sum + bytes, 0),
    )
  )
}

/** One connection's share of it: chunks of a chunked body until all is sent or the server has closed. */
async function pour(port: number, body: StrangersBody, bytes: number): Promise<number> {
  const socket = connect({ port, host: '127.0.0.1' })
  socket.on('error', () => undefined)
  const closed = new Promise(resolve => socket.once('close', resolve))
  await once(socket, 'connect')
  socket.write(
    `${body.method} ${body.path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
  )
  const chunk = `${body.pieceBytes.toString(16)}\r\n${'x'.repeat(body.pieceBytes)}\r\n`
  const batch = chunk.repeat(Math.max(1, Math.floor(32_768 / chunk.length)))
  let sent = 0
  while (sent < bytes && !socket.destroyed) {
    sent += batch.length
    // A wait for 'drain' alone would reject when the server closes in the middle of a write.
    if (!socket.write(batch)) await Promise.race([new Promise(go => socket.once('drain', go)), closed])
  }
  socket.destroy()
  await closed
  return sent
}

/** A request that is answered without a token, and what it may cost in milliseconds of the process's time. */
export interface OpenRequest {
  readonly path: string
  readonly mostMs: number
  readonly headers?: Readonly<Record<string, string>>
}

/** Near the longest head that is taken. */
const longList = 'a,'.repeat(30_000)

export const openRequests: readonly OpenRequest[] = [
  ...['/healthz', '/readyz', '/nowhere'].map(path => ({ path, mostMs: 0.5 })),
  ...['/metrics', '/openapi.json', '/asyncapi.json', '/docs', '/widget.js'].map(path => ({
    path,
    mostMs: 1,
  })),
  ...['accept', 'accept-encoding', 'accept-language', 'if-none-match'].flatMap(name =>
    ['/openapi.json', '/widget.js'].map(path => ({ path, mostMs: 2, headers: { [name]: longList } })),
  ),
]

/** Processor time of one process for each such request, milliseconds. */
export async function cpuPerRequest(stage: Stage, request: OpenRequest, requests: number): Promise<number> {
  const { path, headers } = request
  const [server] = stage.servers
  if (server === undefined) throw new Error('no server')
  const pool = new Pool(server.url, { connections: 8 })
  try {
    const some = async (count: number) => {
      for (let n = 0; n < count; n++) await ask(pool, { method: 'GET', path, ...(headers && { headers }) })
    }
    await some(10)
    const before = cpuMs(server.pid)
    await Promise.all(Array.from({ length: 8 }, () => some(Math.ceil(requests / 8))))
    return (cpuMs(server.pid) - before) / requests
  } finally {
    await pool.destroy()
  }
}

function rssBytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
}

/** User and system time so far; the kernel counts in ticks of 10 ms (proc(5), USER_HZ). */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

// The cost of an idle WebSocket, and what coming and going leaves behind. The server is a process of its
// own; bare uWS is measured the same way beside it. Prints JSON lines.

import uWS from 'uWebSockets.js'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { openFront } from '../../src/front/front.js'
import { fakeChat, fakeParts, limits, tokenFor } from '../load/fake-front.js'

const IDLE = 10_000
const CYCLES = 10_000
const AT_ONCE = 200

async function serve(kind: string): Promise<void> {
  const port = kind === 'front' ? await serveFront() : await serveBare()
  process.send?.(port)
  process.on('message', () => {
    globalThis.gc?.()
    process.send?.(process.memoryUsage().rss)
  })
}

async function serveFront(): Promise<number> {
  const chat = fakeChat()
  // Nobody answers: every turn is left behind by its client.
  chat.onPost = () => {
    chat.held.length = 0
  }
  const settings = { host: '127.0.0.1', port: 0, socketsMax: 50_000 }
  return (await openFront(fakeParts(chat), { ...limits, socketsPerCustomer: 50_000 }, settings)).port
}

function serveBare(): Promise<number> {
  const app = uWS.App().ws('/ws', { idleTimeout: 60, message: () => undefined })
  return new Promise(resolve => {
    app.listen('127.0.0.1', 0, socket => resolve(socket ? uWS.us_socket_local_port(socket) : 0))
  })
}

const token = await tokenFor()
const upgrade = `GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nAuthorization: Bearer ${token}\r\n\r\n`

async function openSocket(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' })
  socket.write(upgrade)
  const [head] = (await once(socket, 'data')) as [Buffer]
  if (!head.includes('101')) throw new Error(head.toString())
  return socket
}

/** A masked text frame (RFC 6455 §5.2) with a mask of zeros. */
function frame(text: string): Buffer {
  const payload = Buffer.from(text)
  return Buffer.concat([Buffer.of(0x81, 0x80 | payload.length, 0, 0, 0, 0), payload])
}

async function inBatches(count: number, one: () => Promise<void>): Promise<void> {
  for (let done = 0; done < count; done += AT_ONCE) await Promise.all(Array.from({ length: AT_ONCE }, one))
}

const turn = frame('{"type":"turn","ref":"r","text":"hello"}')

interface Child {
  readonly port: number
  /** Resident bytes after a collection. */
  rss(): Promise<number>
  kill(): void
}

async function start(kind: string): Promise<Child> {
  const child = fork(fileURLToPath(import.meta.url), [kind], { execArgv: ['--expose-gc'] })
  const [port] = (await once(child, 'message')) as [number]
  const rss = async (): Promise<number> => {
    child.send('rss')
    return ((await once(child, 'message')) as [number])[0]
  }
  return { port, rss, kill: () => void child.kill() }
}

/** A connection, a turn, and away before the answer. */
async function cycle(port: number): Promise<void> {
  const socket = await openSocket(port)
  socket.write(turn)
  await new Promise(setImmediate)
  socket.destroy()
}

async function measureIdle(kind: string): Promise<void> {
  const { port, rss, kill } = await start(kind)
  await inBatches(AT_ONCE * 2, () => cycle(port))
  const before = await rss()
  const sockets: Socket[] = []
  await inBatches(IDLE, async () => void sockets.push(await openSocket(port)))
  const kibPerSocket = kib((await rss()) - before) / IDLE
  for (const socket of sockets) socket.destroy()
  kill()
  console.log(
    JSON.stringify({ sockets: kind, idle: IDLE, kibPerSocket: Math.round(kibPerSocket * 100) / 100 }),
  )
}

/** The first round warms the process: compiled code, pools, the allocator's arenas. */
async function measureCycles(kind: string): Promise<void> {
  const { port, rss, kill } = await start(kind)
  const grownKiB: number[] = []
  let before = await rss()
  for (let round = 0; round < 5; round++) {
    await inBatches(CYCLES, () => cycle(port))
    const after = await rss()
    grownKiB.push(kib(after - before))
    before = after
  }
  kill()
  console.log(JSON.stringify({ sockets: kind, cyclesARound: CYCLES, grownKiB }))
}

function kib(bytes: number): number {
  return Math.round(bytes / 1024)
}

const [, , kind] = process.argv
if (kind === 'front' || kind === 'bare') await serve(kind)
else {
  for (const each of ['bare', 'front']) await measureIdle(each)
  await measureCycles('front')
}

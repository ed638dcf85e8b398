// The clients of one server as a program of its own, because a process may open only so many files. Takes orders one after
// the other and tells of each how long it took, in milliseconds.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { tokenFor } from '../../load/fake-front.js'
import { ANSWERED } from './texts.js'

export interface OpenerOrder {
  /** Sockets that stay, silent or once their turn is answered; or such as connect, say a turn, and go before the answer. */
  readonly kind: 'open' | 'asked' | 'cycle'
  readonly port: number
  readonly count: number
}

const AT_ONCE = 200

const token = await tokenFor()
const upgrade = `GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nAuthorization: Bearer ${token}\r\n\r\n`
const turn = frame('{"type":"turn","ref":"r","text":"hello"}')
const answeredTurn = frame(JSON.stringify({ type: 'turn', ref: 'r', text: ANSWERED }))
const open: Socket[] = []

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

async function cycle(port: number): Promise<void> {
  const socket = await openSocket(port)
  socket.write(turn)
  await new Promise(setImmediate)
  socket.destroy()
}

async function askedSocket(port: number): Promise<Socket> {
  const socket = await openSocket(port)
  socket.write(answeredTurn)
  let told = ''
  while (!told.includes('"answer"')) told += String((await once(socket, 'data'))[0])
  return socket
}

const runs: Record<OpenerOrder['kind'], (port: number) => Promise<void>> = {
  open: async port => void open.push(await openSocket(port)),
  asked: async port => void open.push(await askedSocket(port)),
  cycle,
}

process.on('message', async ({ kind, port, count }: OpenerOrder) => {
  const one = () => runs[kind](port)
  const startedAt = performance.now()
  for (let left = count; left > 0; left -= AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, left) }, one))
  }
  process.send?.(performance.now() - startedAt)
})
process.send?.('ready')

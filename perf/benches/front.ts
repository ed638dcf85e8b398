// The cost of the front. POST /chat over a chat that answers at once, against a bare uWS echo that parses and
// answers the same bytes. One process each, the same client, in turn; prints JSON lines and the ratio.

import uWS from 'uWebSockets.js'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { openFront } from '../../src/front/front.js'
import { fakeParts, limits, readyChat, replyTo, tokenFor } from '../load/fake-front.js'

const CONNECTIONS = 64
const SECONDS = 4
const ROUNDS = 3

type ServerKind = 'echo' | 'front'

async function serve(kind: ServerKind): Promise<void> {
  const port = kind === 'front' ? await serveFront() : await serveEcho()
  process.send?.(port)
  let before = process.cpuUsage()
  process.on('message', () => {
    const { user, system } = process.cpuUsage(before)
    before = process.cpuUsage()
    process.send?.(user + system)
  })
}

async function serveFront(): Promise<number> {
  const settings = { host: '127.0.0.1', port: 0, socketsMax: 10_000 }
  const chat = readyChat()
  chat.onPost = ({ order, sink }) => {
    chat.held.length = 0
    sink.end(replyTo(order))
  }
  return (await openFront(fakeParts(chat), limits, settings)).port
}

/** No more than the unavoidable: the body read, parsed, and a reply of the same size written. */
async function serveEcho(): Promise<number> {
  const app = uWS.App().post('/chat', res => {
    res.onAborted(() => undefined)
    res.onData(piece => {
      const { text } = JSON.parse(Buffer.from(piece).toString('utf8'))
      const body = JSON.stringify({ ...replyTo({ text } as never).turn, text })
      res.writeHeader('Content-Type', 'application/json').end(body)
    })
  })
  return new Promise(resolve => {
    app.listen('127.0.0.1', 0, socket => {
      resolve(socket ? uWS.us_socket_local_port(socket) : 0)
    })
  })
}

/** Keep-alive connections, each sending its next request when the reply to the last has come. */
async function load(port: number, request: Buffer): Promise<number> {
  let replies = 0
  let isOver = false
  const sockets = Array.from({ length: CONNECTIONS }, () => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    socket.on('data', piece => {
      if (!piece.includes('200 OK')) throw new Error(piece.toString())
      replies++
      if (!isOver) socket.write(request)
    })
    socket.write(request)
    return socket
  })
  await new Promise(resolve => setTimeout(resolve, SECONDS * 1000))
  isOver = true
  for (const socket of sockets) socket.destroy()
  return replies / SECONDS
}

async function measure(kind: ServerKind, request: Buffer): Promise<{ perSecond: number; serverUs: number }> {
  const child = fork(fileURLToPath(import.meta.url), [kind])
  const [port] = (await once(child, 'message')) as [number]
  await load(port, request)
  child.send('cpu')
  await once(child, 'message')
  const perSecond = await load(port, request)
  child.send('cpu')
  const [cpuUs] = (await once(child, 'message')) as [number]
  child.kill()
  return { perSecond: Math.round(perSecond), serverUs: Math.round((cpuUs / (perSecond * SECONDS)) * 10) / 10 }
}

const [, , kind] = process.argv
if (kind === 'echo' || kind === 'front') await serve(kind)
else {
  const body = JSON.stringify({ text: '我的快递到哪里了，什么时候能到' })
  const request = Buffer.from(
    `POST /chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAccept: */*\r\nUser-Agent: bench\r\nAuthorization: Bearer ${await tokenFor()}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
  console.log(JSON.stringify({ bench: 'front', cpu: cpus()[0]?.model, node: process.version }))
  for (let round = 0; round < ROUNDS; round++) {
    const echo = await measure('echo', request)
    const front = await measure('front', request)
    const ratio = Math.round((front.perSecond / echo.perSecond) * 100) / 100
    console.log(JSON.stringify({ round, echo, front, ratio }))
  }
}

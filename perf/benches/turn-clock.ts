// When did a turn that is read now begin to wait? Requests carry the moment they were sent; a server whose handler keeps
// it busy compares the guesses: the loop's last poll, and the middle between the last two (what turn-clock.ts says).
// Prints the wait and by how much each guess is off, in milliseconds, at light load and at twice what the server can do.

import uWS from 'uWebSockets.js'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { every } from '../../src/admission/every.js'
import { createLoopClock } from '../../src/admission/loop-clock.js'
import { pause } from '../../src/clock.js'
import { percentile } from '../rehearse/seconds.js'

const SECONDS = 3
const WORK_MS = 0.3
const clock = { now: () => performance.timeOrigin + performance.now() }

interface Off {
  readonly waited: number
  readonly lastPoll: number
  readonly turnClock: number
}

function spread(rows: readonly Off[], name: keyof Off): object {
  const values = rows.map(row => row[name])
  const ms = (share: number) => Number((percentile(values, share) ?? 0).toFixed(1))
  return { p10: ms(0.1), p50: ms(0.5), p90: ms(0.9) }
}

/** The busy server: tells its port, then, when asked, what it saw. */
async function serve(): Promise<void> {
  let polled = clock.now()
  every(5, () => {
    polled = clock.now()
  })
  const turnClock = createLoopClock(clock, every)
  const rows: Off[] = []
  const app = uWS.App()
  app.get('/*', (response, request) => {
    const now = clock.now()
    const sentAt = Number(request.getHeader('x-sent'))
    rows.push({ waited: now - sentAt, lastPoll: sentAt - polled, turnClock: sentAt - turnClock.arrivedAt() })
    for (const until = now + WORK_MS; clock.now() < until; );
    response.end('')
  })
  app.listen('127.0.0.1', 0, socket => {
    process.send?.(socket ? uWS.us_socket_local_port(socket) : 0)
  })
  await once(process, 'message')
  process.send?.({
    turns: rows.length,
    waited: spread(rows, 'waited'),
    'last poll is off by': spread(rows, 'lastPoll'),
    'turn clock is off by': spread(rows, 'turnClock'),
  })
}

/** Sends at random moments, `perS` a second, over connections of which each has one request at a time. */
async function load(port: number, connections: number, perS: number): Promise<void> {
  const idle: Socket[] = []
  const sockets = Array.from({ length: connections }, () => connect(port, '127.0.0.1'))
  for (const socket of sockets) {
    await (socket.connecting ? once(socket, 'connect') : undefined)
    socket.on('data', () => idle.push(socket))
    idle.push(socket)
  }
  let due = clock.now()
  for (const end = due + SECONDS * 1000; clock.now() < end; await pause(1)) {
    for (; due < clock.now(); due += (-Math.log(1 - Math.random()) * 1000) / perS) {
      idle.shift()?.write(`GET / HTTP/1.1\r\nHost: rushdesk\r\nX-Sent: ${clock.now()}\r\n\r\n`)
    }
  }
  for (const socket of sockets) socket.destroy()
}

async function compare(name: string, connections: number, perS: number): Promise<void> {
  const server = fork(fileURLToPath(import.meta.url), ['serve'])
  const [port] = (await once(server, 'message')) as [number]
  await load(port, connections, perS)
  server.send('enough')
  const [result] = (await once(server, 'message')) as [object]
  process.stdout.write(`${JSON.stringify({ name, connections, perS, ...result })}\n`)
  server.kill()
}

if (process.argv[2] === 'serve') {
  await serve()
} else {
  await compare('light load', 50, 500)
  await compare('twice what it can do', 200, 6000)
  await compare('twice what it can do', 800, 6000)
}

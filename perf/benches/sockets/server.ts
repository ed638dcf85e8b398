// The measured server as a program of its own: our front with nothing behind it, or bare uWS. Tells its port, and whenever it
// is asked its resident bytes after a collection, or the microseconds of CPU that it has used.

import uWS from 'uWebSockets.js'
import { setTimeout as sleep } from 'node:timers/promises'
import { openFront } from '../../../src/front/front.js'
import { dialogId, fakeChat, fakeParts, limits, replyTo, turnId } from '../../load/fake-front.js'
import { ANSWERED } from './texts.js'

const SOCKETS_MAX = 50_000
const LOOKS = 4
const LOOK_MS = 100

async function serveFront(): Promise<number> {
  const chat = fakeChat()
  // Other turns nobody answers: they are left behind by their clients.
  chat.onPost = ({ order, sink }) => {
    chat.held.length = 0
    if (order.text !== ANSWERED) return
    sink.accepted({ dialogId, turnId, renewed: false })
    sink.end(replyTo(order))
  }
  const settings = { host: '127.0.0.1', port: 0, socketsMax: SOCKETS_MAX }
  const parts = fakeParts(chat)
  // All are sockets of one customer: its rates are counted, but must not be met.
  const customerRate: typeof parts.customerRate = () => parts.customerRate(SOCKETS_MAX, SOCKETS_MAX)
  return (
    await openFront({ ...parts, customerRate }, { ...limits, socketsPerCustomer: SOCKETS_MAX }, settings)
  ).port
}

function serveBare(): Promise<number> {
  const app = uWS.App().ws('/ws', { idleTimeout: 60, message: () => undefined })
  return new Promise(resolve => {
    app.listen('127.0.0.1', 0, socket => resolve(socket ? uWS.us_socket_local_port(socket) : 0))
  })
}

process.send?.(process.argv[2] === 'front' ? await serveFront() : await serveBare())
process.on('message', async asked => {
  process.send?.(asked === 'rss' ? await residentBytes() : cpuUs())
})

/** Freed pages go back to the system on another thread, when it comes to it: the lowest of a few looks counts. */
async function residentBytes(): Promise<number> {
  let lowest = Number.POSITIVE_INFINITY
  for (let look = 0; look < LOOKS; look++) {
    globalThis.gc?.()
    await sleep(LOOK_MS)
    lowest = Math.min(lowest, process.memoryUsage().rss)
  }
  return lowest
}

function cpuUs(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

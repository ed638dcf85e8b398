// A drain and those who have just connected: a connection that waits to be accepted when the listener closes would be
// reset. While this thread is held, a worker opens connections, so that all of them wait; then the drain begins.
import { once } from 'node:events'
import { createServer } from 'node:net'
import { Worker } from 'node:worker_threads'
import t, { type Test } from 'tap'
import { fakeParts, limits, readyChat } from '../../perf/load/fake-front.js'
import { type Front, openFront } from '../../src/front/front.js'

const COUNT = 50

/** Opens connections, says so, and asks on each as soon as all are open; posts what came back on each. */
const crowd = `
const { connect } = require('node:net')
const { workerData: { port, count, opened } } = require('node:worker_threads')
const { parentPort } = require('node:worker_threads')
const flag = new Int32Array(opened)
const replies = []
// Not before this thread's server is held: what is accepted earlier is not what is asked about.
Atomics.wait(flag, 1, 0)
const sockets = Array.from({ length: count }, () => {
  const socket = connect(port, '127.0.0.1')
  let received = ''
  socket.on('connect', () => {
    Atomics.add(flag, 0, 1)
    Atomics.notify(flag, 0)
    if (Atomics.load(flag, 0) === count) {
      for (const each of sockets) each.write('GET /healthz HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n')
    }
  })
  socket.on('data', piece => { received += piece })
  socket.on('error', error => { received += error.code })
  socket.on('close', () => {
    replies.push(received)
    if (replies.length === count) parentPort.postMessage(replies)
  })
  return socket
})
`

async function crowdAt(t: Test, begin: (front: Front, hold: () => void) => void): Promise<string[]> {
  const front = await openFront(fakeParts(readyChat()), limits, {
    host: '127.0.0.1',
    port: 0,
    socketsMax: 1000,
  })
  t.teardown(() => front.close())
  const opened = new SharedArrayBuffer(8)
  const flag = new Int32Array(opened)
  const worker = new Worker(crowd, { eval: true, workerData: { port: front.port, count: COUNT, opened } })
  const replies = once(worker, 'message')
  begin(front, () => {
    Atomics.store(flag, 1, 1)
    Atomics.notify(flag, 1)
    for (let seen = 0; seen < COUNT; seen = Atomics.load(flag, 0)) Atomics.wait(flag, 0, seen, 5000)
  })
  const [all] = (await replies) as [string[]]
  return all
}

/** Where in a turn of the event loop the drain begins. */
const moments: Record<string, (act: () => void) => void> = {
  'a timer': act => void setTimeout(act, 1),
  'the end of a turn': act => void setImmediate(act),
  'the middle of a turn, as after a signal': act => {
    const server = createServer(socket => {
      socket.destroy()
      server.close()
      act()
    }).listen(0, '127.0.0.1', () => {
      const address = server.address()
      if (address !== null && typeof address === 'object') {
        new Worker(`require('node:net').connect(${address.port}, '127.0.0.1').on('error', () => undefined)`, {
          eval: true,
        })
      }
    })
  },
}

for (const [moment, at] of Object.entries(moments)) {
  t.test(`a drain that begins in ${moment} resets nobody who has connected`, async t => {
    const drained: Promise<void>[] = []
    const replies = await crowdAt(t, (front, hold) => {
      at(() => {
        hold()
        drained.push(front.drain(0, 5000))
      })
    })
    await Promise.all(drained)
    t.equal(replies.length, COUNT)
    const others = replies.filter(reply => !/^HTTP\/1.1 200 OK.*{"status":"ok"}$/s.test(reply))
    t.same(others, [])
    t.ok(
      replies.every(reply => /connection: close/i.test(reply)),
      'and is told that it was the last reply',
    )
  })
}

// Streams over a real socket whose client does not read, in fake time.

import uWS, { type HttpResponse } from 'uWebSockets.js'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setImmediate as nextRound } from 'node:timers/promises'
import t, { type Test } from 'tap'
import type { Outlet } from '../../../src/front/http/reply.js'
import type { Client } from '../../../src/front/http/request.js'
import { startStream, UNREAD_MS } from '../../../src/front/http/response-stream.js'
import { fakeClock } from '../../support/dialog/fake-time.js'

/** A stream that its client has not read until nothing more could be sent. */
async function unreadStream(t: Test) {
  const steady = fakeClock()
  const client: Client = { isOpen: true, onGone: undefined }
  let isFull = false
  let start: (outlet: Outlet) => void = () => undefined
  const started = new Promise<Outlet>(resolve => {
    start = resolve
  })
  let leave: () => void = () => undefined
  const gone = new Promise<void>(resolve => {
    leave = resolve
  })
  const app = uWS.App().get('/', res => {
    res.onAborted(() => {
      client.isOpen = false
      leave()
    })
    const watched = {
      cork: (write: () => void) => res.cork(write),
      write(piece: string) {
        const isSent = res.write(piece)
        isFull = !isSent
        return isSent
      },
      close: () => res.close(),
    } as HttpResponse
    start(startStream(watched, { client, steady, close: () => false }))
  })
  const port = await new Promise<number>(resolve => {
    app.listen('127.0.0.1', 0, listening => resolve(uWS.us_socket_local_port(listening)))
  })
  const socket = connect(port, '127.0.0.1')
  t.teardown(() => {
    socket.destroy()
    app.close()
  })
  socket.on('error', () => undefined)
  socket.pause()
  socket.write('GET / HTTP/1.1\r\nHost: shop\r\n\r\n')
  const outlet = await started
  while (!isFull) {
    outlet.write('x'.repeat(65_536))
    await nextRound()
  }
  return { outlet, steady, client, socket, gone, isFull: () => isFull }
}

t.test('a stream is closed when its first unread byte has waited too long', async t => {
  const { outlet, steady, client, gone } = await unreadStream(t)
  steady.move(UNREAD_MS)
  outlet.write(':\n\n')
  t.equal(client.isOpen, true)
  steady.move(1)
  outlet.write(':\n\n')
  await gone
  t.equal(client.isOpen, false, 'what keeps the stream alive renews nothing')
})

t.test('a client that reads again has as long again', async t => {
  const { outlet, steady, client, socket, isFull } = await unreadStream(t)
  steady.move(UNREAD_MS)
  socket.resume()
  while (isFull()) {
    await once(socket, 'data')
    outlet.write(':\n\n')
  }
  steady.move(UNREAD_MS + 1)
  outlet.write(':\n\n')
  t.equal(client.isOpen, true)
})

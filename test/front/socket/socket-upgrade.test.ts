// Who may open a WebSocket, how many, and until when.
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import WebSocket from 'ws'
import { readyChat, tokenFor } from '../../../perf/load/fake-front.js'
import { clientOf, connect, refusedUpgrade } from '../../support/front/client.js'
import { serve } from '../../support/front/socket-stage.js'

t.test('the token comes as a header or as a subprotocol, which is not echoed', async t => {
  const { port } = await serve(t, readyChat())
  const ws = new WebSocket(`ws://127.0.0.1:${port}/ws`, ['rushdesk.v1', `bearer.${await tokenFor()}`])
  t.teardown(() => ws.terminate())
  const client = clientOf(ws)
  await new Promise(resolve => ws.on('open', resolve))
  t.equal(ws.protocol, 'rushdesk.v1')
  client.send({ type: 'turn', text: 'x' })
  t.match(await client.next(), { type: 'answer' })
})

t.test('the upgrade is refused without a token, with a wrong role, or without our subprotocol', async t => {
  const { port } = await serve(t, readyChat())
  const bearer = async (role: 'customer' | 'seat' | 'admin') => ({
    authorization: `Bearer ${await tokenFor(role)}`,
  })
  t.match(await refusedUpgrade(port, {}), { status: 401, body: /problems\/unauthorized/ })
  t.match(await refusedUpgrade(port, { authorization: 'Bearer a.b.c' }), { status: 401 })
  t.match(await refusedUpgrade(port, await bearer('seat')), { status: 403 })
  t.match(await refusedUpgrade(port, await bearer('admin')), { status: 403 })
  t.match(await refusedUpgrade(port, await bearer('customer'), ['other.v1']), { status: 400 })
  const plain = await fetch(`http://127.0.0.1:${port}/ws`, { headers: await bearer('customer') })
  t.equal(plain.status, 400)
})

t.test('a customer has so many sockets and no more', async t => {
  const front = await serve(t, readyChat(), {}, { socketsPerCustomer: 2 })
  await connect(t, front.port)
  const second = await connect(t, front.port)
  const headers = { authorization: `Bearer ${await tokenFor()}` }
  t.match(await refusedUpgrade(front.port, headers), { status: 429 })
  await connect(t, front.port, { token: await tokenFor('customer', 'u2') })
  second.ws.terminate()
  while (front.webSockets() > 2) await sleep(1)
  await connect(t, front.port)
  t.equal(front.webSockets(), 3)
})

t.test('a WebSocket counts as one open socket until it closes, whoever closes it', async t => {
  const front = await serve(t, readyChat())
  const clients = [await connect(t, front.port), await connect(t, front.port), await connect(t, front.port)]
  t.equal(front.sockets(), 3)
  clients[0]?.ws.terminate()
  clients[1]?.ws.close()
  clients[2]?.send('x'.repeat(1_048_577))
  while (front.webSockets() > 0) await sleep(1)
  t.equal(front.sockets(), 0)
})

t.test('a socket ends with its token', async t => {
  let now = Date.now()
  const { port } = await serve(t, readyChat(), { clock: { now: () => now } })
  const idle = await connect(t, port)
  now += 3_600_001
  t.match(await idle.closed(), { code: 4001 })
})

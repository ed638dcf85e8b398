// Who may open a WebSocket, how many, and until when.
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import WebSocket from 'ws'
import { fakeParts, readyChat, tokenFor } from '../../../perf/load/fake-front.js'
import { createAddressLimits } from '../../../src/admission/address-limits.js'
import { createAddresses } from '../../../src/admission/addresses.js'
import { systemClock } from '../../../src/clock.js'
import { clientOf, connect, refusedUpgrade } from '../../support/front/client.js'
import { openRaw } from '../../support/front/raw.js'
import { type Parts, serve } from '../../support/front/socket-stage.js'

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

t.test('a handshake header that comes twice is refused, and the connection ends', async t => {
  const front = await serve(t, readyChat())
  const key = `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}`
  const version = 'Sec-WebSocket-Version: 13'
  const handshake = [
    ...['GET /ws HTTP/1.1', 'Host: x', 'Connection: Upgrade', 'Upgrade: websocket'],
    ...[`Authorization: Bearer ${await tokenFor()}`, key, version],
  ]
  const send = async (...more: string[]) => {
    const client = await openRaw(front.port)
    client.send([...handshake, ...more, '', ''].join('\r\n'))
    t.teardown(() => client.end())
    return client
  }
  t.match(await (await send()).until(/\r\n\r\n/), /^HTTP\/1.1 101 /)
  for (const twice of [key, key.replace('AA', 'BB'), 'Sec-WebSocket-Key: short', version]) {
    t.match(await (await send(twice)).closed(), /^HTTP\/1.1 400 .*problems\/bad-request/s, twice)
  }
  t.equal(front.webSockets(), 1)
})

t.test('a refused token is on record, under the trace that its reply tells', async t => {
  const record: string[] = []
  const auditLog: Parts['auditLog'] = {
    ...fakeParts(readyChat()).auditLog,
    refused: ({ path }, kind, { traceId }) => void record.push(`${path} ${kind} ${traceId}`),
  }
  const { port } = await serve(t, readyChat(), { auditLog })
  const unknown = await refusedUpgrade(port, { authorization: 'Bearer a.b.c' })
  const seat = await refusedUpgrade(port, { authorization: `Bearer ${await tokenFor('seat')}` })
  const other = { authorization: `Bearer ${await tokenFor()}` }
  t.match(await refusedUpgrade(port, other, ['other.v1']), { status: 400 })
  t.same(record, [
    `/ws unauthorized ${JSON.parse(unknown.body).trace_id}`,
    `/ws forbidden ${JSON.parse(seat.body).trace_id}`,
  ])
})

/** Tokens whose key has to be fetched: each is verified when `fetched` is called. */
function slowTokens() {
  const { tokens } = fakeParts(readyChat())
  let fetched: () => void = () => undefined
  const key = new Promise<void>(resolve => {
    fetched = resolve
  })
  let asked: () => void = () => undefined
  const wasAsked = new Promise<void>(resolve => {
    asked = resolve
  })
  const identify: Parts['tokens']['identify'] = async token => {
    asked()
    await key
    return tokens.identify(token)
  }
  return { tokens: { ...tokens, identify }, fetched: () => fetched(), wasAsked }
}

t.test('an upgrade waits for the key of its token', async t => {
  const { tokens, fetched } = slowTokens()
  fetched()
  const { port } = await serve(t, readyChat(), { tokens }, { socketsPerCustomer: 1 })
  t.match(await refusedUpgrade(port, { authorization: 'Bearer a.b.c' }), { status: 401 })
  t.match(await refusedUpgrade(port, { authorization: `Bearer ${await tokenFor('seat')}` }), { status: 403 })
  const client = await connect(t, port)
  client.send({ type: 'turn', text: 'x' })
  t.match(await client.next(), { type: 'answer' })
  t.match(await refusedUpgrade(port, { authorization: `Bearer ${await tokenFor()}` }), { status: 429 })
})

t.test('a client that goes while its token is verified gives its places back', async t => {
  const { tokens, fetched, wasAsked } = slowTokens()
  const addresses = createAddressLimits(
    { addresses: createAddresses(['127.0.0.1']), steady: systemClock },
    { open: 1, ratePerS: 0 },
  )
  const front = await serve(t, readyChat(), { tokens, addresses }, { socketsPerCustomer: 1 })
  const headers = { authorization: `Bearer ${await tokenFor()}`, 'x-forwarded-for': '203.0.113.1' }
  const hasty = new WebSocket(`ws://127.0.0.1:${front.port}/ws`, ['rushdesk.v1'], { headers })
  hasty.on('error', () => undefined)
  await wasAsked
  hasty.terminate()
  while (front.sockets() > 0) await sleep(1)
  fetched()
  await connect(t, front.port, { headers })
  t.equal(front.webSockets(), 1)
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

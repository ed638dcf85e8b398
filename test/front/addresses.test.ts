// The limits of a network address over real sockets: everything comes from 127.0.0.1, as if through a trusted proxy.
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import {
  type FakeChat,
  fakeChat,
  fakeParts,
  limits,
  readyChat,
  replyTo,
  tokenFor,
} from '../../perf/load/fake-front.js'
import { createAddressLimits } from '../../src/admission/address-limits.js'
import { createAddresses } from '../../src/admission/addresses.js'
import { systemClock } from '../../src/clock.js'
import { type Front, openFront } from '../../src/front/front.js'
import { connect, refusedUpgrade } from '../support/front/client.js'
import { openRaw, post } from '../support/front/raw.js'

interface Rules {
  readonly open?: number
  readonly ratePerS?: number
  readonly trusted?: readonly string[]
}

async function serve(t: Test, chat: FakeChat, rules: Rules): Promise<Front & { rejected: string[] }> {
  const { open = 0, ratePerS = 0, trusted = ['127.0.0.1'] } = rules
  const rejected: string[] = []
  const parts = fakeParts(chat)
  const front = await openFront(
    {
      ...parts,
      addresses: createAddressLimits(
        { addresses: createAddresses(trusted), steady: systemClock },
        { open, ratePerS },
      ),
      meter: { ...parts.meter, rejected: reason => void rejected.push(reason) },
    },
    limits,
    { host: '127.0.0.1', port: 0, socketsMax: 1000 },
  )
  t.teardown(() => front.close())
  return { ...front, rejected }
}

const from = async (address: string) => ({
  authorization: `Bearer ${await tokenFor()}`,
  'content-type': 'application/json',
  'x-forwarded-for': address,
})

async function ask(front: Front, address: string): Promise<Response> {
  const body = '{"text":"x"}'
  return fetch(`http://127.0.0.1:${front.port}/chat`, { method: 'POST', headers: await from(address), body })
}

t.test('an address with too much under way gets 429 until something ends; others are served', async t => {
  const chat = fakeChat()
  const front = await serve(t, chat, { open: 2 })
  const running = [ask(front, '203.0.113.1'), ask(front, '203.0.113.1')]
  while (chat.held.length < 2) await sleep(1)
  const refused = await ask(front, '203.0.113.1')
  t.equal(refused.status, 429)
  t.equal(refused.headers.get('retry-after'), '1')
  t.match(await refused.json(), { type: '/problems/address-limited', detail: /当前网络/ })
  t.same(front.rejected, ['address-limited'])
  const other = ask(front, '203.0.113.2')
  while (chat.held.length < 3) await sleep(1)
  for (const held of chat.held) held.sink.end(replyTo(held.order))
  for (const reply of [...running, other]) t.equal((await reply).status, 200)
  chat.onPost = ({ order, sink }) => sink.end(replyTo(order))
  t.equal((await ask(front, '203.0.113.1')).status, 200)
})

t.test('a WebSocket and a client that leaves count until they are gone', async t => {
  const chat = fakeChat()
  const front = await serve(t, chat, { open: 1 })
  const headers = await from('2001:db8::1')
  const neighbour = await from('2001:db8::2')
  const socket = await connect(t, front.port, { headers })
  t.match(await refusedUpgrade(front.port, neighbour), { status: 429, body: /address-limited/ })
  socket.ws.terminate()
  while (front.webSockets() > 0) await sleep(1)
  const client = await openRaw(front.port)
  client.send(
    post('{"text":"x"}', { Authorization: headers.authorization, 'X-Forwarded-For': '2001:db8::3' }),
  )
  while (chat.held.length === 0) await sleep(1)
  t.match(await refusedUpgrade(front.port, headers), { status: 429 })
  client.end()
  while (!chat.held[0]?.isLeft) await sleep(1)
  await connect(t, front.port, { headers })
  t.equal(front.webSockets(), 1)
})

t.test('an upgrade that is refused gives its place back', async t => {
  const front = await serve(t, readyChat(), { open: 1 })
  const headers = await from('203.0.113.1')
  for (let i = 0; i < 3; i++) {
    t.match(await refusedUpgrade(front.port, { ...headers, authorization: 'Bearer x.y.z' }), { status: 401 })
  }
  await connect(t, front.port, { headers })
})

t.test('requests beyond the rate are refused before their token and body are read', async t => {
  const front = await serve(t, readyChat(), { ratePerS: 3 })
  const headers = { ...(await from('203.0.113.1')), authorization: 'Bearer x.y.z' }
  const body = 'x'.repeat(100_000)
  const url = `http://127.0.0.1:${front.port}/chat`
  const statuses: number[] = []
  for (let i = 0; i < 5; i++) statuses.push((await fetch(url, { method: 'POST', headers, body })).status)
  t.same(statuses.slice(0, 3), [401, 401, 401])
  t.ok(statuses.slice(3).includes(429))
  t.equal((await ask(front, '203.0.113.2')).status, 200)
})

t.test('who connects too often without a trusted proxy is closed at the door', async t => {
  const front = await serve(t, readyChat(), { ratePerS: 2, trusted: [] })
  const clients = await Promise.all([1, 2, 3, 4, 5, 6].map(() => openRaw(front.port)))
  for (const client of clients) t.teardown(client.end)
  while (front.sockets() > 3) await sleep(1)
  t.ok(front.sockets() >= 2, `${front.sockets()} stay`)
})

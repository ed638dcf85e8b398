// The server over real sockets: bodies in pieces, clients that leave, the socket cap, the drain.
import t, { type Test } from 'tap'
import {
  dialogId,
  type FakeChat,
  fakeChat,
  fakeParts,
  limits,
  readyChat,
  replyTo,
  tokenFor,
} from '../../perf/load/fake-front.js'
import { type Front, openFront } from '../../src/front/front.js'
import { openRaw, post } from '../support/front/raw.js'

async function serve(t: Test, chat: FakeChat, socketsMax = 1000): Promise<Front> {
  const front = await openFront(fakeParts(chat), limits, { host: '127.0.0.1', port: 0, socketsMax })
  t.teardown(() => front.close())
  return front
}

async function ask(port: number, init: RequestInit = {}, path = '/chat'): Promise<Response> {
  const headers = { authorization: `Bearer ${await tokenFor()}`, 'content-type': 'application/json' }
  return fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, ...init })
}

t.test('a question over a socket is answered', async t => {
  const { port } = await serve(t, readyChat())
  const response = await ask(port, { body: JSON.stringify({ text: '在吗' }) })
  t.equal(response.status, 200)
  t.match(response.headers.get('traceparent'), /^00-/)
  t.match(await response.json(), { answer: 'answer to 在吗' })
})

t.test('a body that comes byte by byte, cut inside characters, is whole', async t => {
  const { port } = await serve(t, readyChat())
  const client = await openRaw(port)
  t.teardown(client.end)
  client.socket.setNoDelay(true)
  const bytes = post(JSON.stringify({ text: '在吗' }), { Authorization: `Bearer ${await tokenFor()}` })
  const bodyAt = bytes.indexOf('\r\n\r\n') + 4
  client.send(bytes.subarray(0, bodyAt))
  for (const byte of bytes.subarray(bodyAt)) {
    client.send(Uint8Array.of(byte))
    await new Promise(setImmediate)
  }
  t.match(Buffer.from(await client.until(/\}$/), 'latin1').toString(), /200 OK.*answer to 在吗/s)
})

t.test('too large a body gets 413 and the connection lives on', async t => {
  const { port } = await serve(t, readyChat())
  const client = await openRaw(port)
  t.teardown(client.end)
  const authorization = { Authorization: `Bearer ${await tokenFor()}` }
  client.send(post(`{"text":"${'x'.repeat(1_048_576)}`, authorization))
  await client.until(/413 Payload Too Large.*too-large/s)
  client.send(post('{"text":"x"}', authorization))
  t.match(await client.until(/200 OK/), /200 OK/)
})

t.test('16 KiB of body are taken, one byte more is not', async t => {
  const { port } = await serve(t, readyChat())
  const body = (bytes: number) => `{"text":"x","pad":"${'x'.repeat(bytes - 21)}"}`
  t.equal((await ask(port, { body: body(16_384) })).status, 200)
  t.equal((await ask(port, { body: body(16_385) })).status, 413)
})

t.test('a body whose head says that it is too large gets 413 before any of it comes', async t => {
  const { port } = await serve(t, readyChat())
  const client = await openRaw(port)
  t.teardown(client.end)
  const authorization = `Authorization: Bearer ${await tokenFor()}`
  const head = ['POST /chat HTTP/1.1', 'Host: x', 'Content-Type: application/json', authorization]
  client.send([...head, 'Content-Length: 16385', '', ''].join('\r\n'))
  t.match(await client.until(/too-large/), /^HTTP\/1.1 413/)
})

t.test('a body without a usable token is refused before it comes', async t => {
  const { port } = await serve(t, readyChat())
  const tokens = {
    none: '',
    broken: 'Authorization: Bearer a.b.c\r\n',
    'of a seat': `Authorization: Bearer ${await tokenFor('seat')}\r\n`,
  }
  for (const [what, authorization] of Object.entries(tokens)) {
    const client = await openRaw(port)
    const head = `POST /chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${authorization}`
    client.send(`${head}Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n`)
    t.match(await client.closed(), /^HTTP\/1.1 40[13] /, what)
  }
})

t.test('a body in more pieces than a network would make of it ends the connection', async t => {
  const { port } = await serve(t, readyChat())
  const client = await openRaw(port)
  const head = `POST /chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer ${await tokenFor()}\r\n`
  client.send(`${head}Transfer-Encoding: chunked\r\n\r\n${'1\r\nx\r\n'.repeat(400)}`)
  t.match(await client.closed(), /^HTTP\/1.1 413 .*too-large/s)
})

for (const path of ['/healthz', '/nowhere', '/openapi.json']) {
  t.test(`HEAD ${path} leaves its connection as GET does`, async t => {
    const front = await serve(t, readyChat())
    const client = await openRaw(front.port)
    t.teardown(client.end)
    for (let n = 1; n <= 3; n++) {
      client.send(`HEAD ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)
      await client.until(new RegExp(`(HTTP/1.1 [\\s\\S]*?\r\n\r\n){${n}}`))
    }
    client.send('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
    t.match(await client.until(/\{"status":"ok"\}$/), /200 OK/)
    t.match(client.received(), /Content-Length: [1-9]/)
  })
}

t.test('HEAD of an event stream is a head and nothing more', async t => {
  const { port } = await serve(t, readyChat())
  const client = await openRaw(port)
  t.teardown(client.end)
  const head = `Host: x\r\nAuthorization: Bearer ${await tokenFor()}\r\n`
  client.send(`HEAD /chat/${dialogId} HTTP/1.1\r\nAccept: text/event-stream\r\n${head}\r\n`)
  await client.until(/\r\n\r\n/)
  client.send(`GET /healthz HTTP/1.1\r\n${head}\r\n`)
  t.match(await client.until(/"ok"\}$/), /^HTTP\/1.1 [\s\S]*?\r\n\r\nHTTP\/1.1 200 OK/)
})

t.test('a drain after HEAD waits for the turns that run', async t => {
  const chat = fakeChat()
  const front = await serve(t, chat)
  const monitor = await openRaw(front.port)
  monitor.send('HEAD /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
  await monitor.until(/\r\n\r\n/)
  monitor.end()
  await monitor.closed()
  const posted = new Promise<void>(resolve => {
    chat.onPost = () => resolve()
  })
  const asked = ask(front.port, { body: JSON.stringify({ text: '在吗' }) })
  await posted
  const drained = front.drain(0, 5000).then(() => 'drained')
  t.equal(await Promise.race([drained, new Promise(resolve => setTimeout(resolve, 100, 'waits'))]), 'waits')
  for (const { order, sink } of chat.held) sink.end(replyTo(order))
  t.equal((await asked).status, 200)
  t.equal(await drained, 'drained')
})

t.test('a client that leaves lets its turn run on', async t => {
  const chat = fakeChat()
  const { port } = await serve(t, chat)
  const client = await openRaw(port)
  const posted = new Promise<void>(resolve => {
    chat.onPost = () => resolve()
  })
  client.send(post('{"text":"x"}', { Authorization: `Bearer ${await tokenFor()}` }))
  await posted
  client.end()
  const [held] = chat.held
  while (!held?.isLeft) await new Promise(setImmediate)
  held.sink.end(replyTo(held.order))
  t.equal((await ask(port, { method: 'GET' }, '/healthz')).status, 200, 'and the server serves on')
})

t.test('HEAD is GET without the body', async t => {
  const { port } = await serve(t, readyChat())
  const response = await ask(port, { method: 'HEAD' }, '/healthz')
  t.equal(response.status, 200)
  t.equal(response.headers.get('content-length'), String('{"status":"ok"}'.length))
  t.equal(await response.text(), '')
})

t.test('sockets beyond the cap are closed and the others live', async t => {
  const front = await serve(t, readyChat(), 2)
  const clients = [await openRaw(front.port), await openRaw(front.port)]
  for (const client of clients) t.teardown(client.end)
  const third = await openRaw(front.port)
  t.equal(await third.closed(), '')
  t.equal(front.sockets(), 2)
  clients[0]?.send('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
  t.match(await clients[0]?.until(/ok/), /200 OK/)
})

t.test('a drain waits for the turns in flight and closes their connections', async t => {
  const chat = fakeChat()
  const front = await serve(t, chat)
  const posted = new Promise<void>(resolve => {
    chat.onPost = () => resolve()
  })
  const asked = ask(front.port, { body: '{"text":"x"}' })
  await posted
  const drained = front.drain(0, 5000)
  const [held] = chat.held
  held?.sink.end(replyTo(held.order))
  const response = await asked
  t.equal(response.status, 200)
  t.equal(response.headers.get('connection'), 'close')
  await drained
  await t.rejects(ask(front.port, { body: '{"text":"x"}' }), 'nobody listens any more')
})

t.test('a turn that outlives the drain gets its 202, or 503 when it cannot be promoted', async t => {
  for (const [promotion, status] of [
    [{ kind: 'pending', ref: { dialogId: 'a'.repeat(32), turnId: 'b'.repeat(32) }, mode: 'bot' }, 202],
    [{ kind: 'not-now' }, 503],
  ] as const) {
    const chat = fakeChat()
    chat.promotion = async () => promotion
    const front = await serve(t, chat)
    const posted = new Promise<void>(resolve => {
      chat.onPost = () => resolve()
    })
    const asked = ask(front.port, { body: '{"text":"x"}' })
    await posted
    await front.drain(0, 0)
    t.equal((await asked).status, status)
  }
})

t.test('an Idempotency-Key of other bytes than visible ASCII is refused', async t => {
  const { port } = await serve(t, readyChat())
  // At the ends of a value this build of uWS takes such bytes for blanks and cuts them off (docs/front.md).
  for (const key of ['caf\xe9s', 'caf\xc3\xa9s', 'a b', 'x'.repeat(65)]) {
    const client = await openRaw(port)
    t.teardown(client.end)
    const body = '{"text":"x"}'
    const head = [
      'POST /chat HTTP/1.1',
      'Host: x',
      'Content-Type: application/json',
      `Authorization: Bearer ${await tokenFor()}`,
      `Idempotency-Key: ${key}`,
      `Content-Length: ${body.length}`,
    ]
    client.send(Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`, 'latin1'))
    t.match(await client.until(/\}$/), /^HTTP\/1.1 422 .*Idempotency-Key/s, JSON.stringify(key))
  }
})

t.test('JSON is not to be sniffed, and what needs a token is not to be cached', async t => {
  const { port } = await serve(t, readyChat())
  const open = await fetch(`http://127.0.0.1:${port}/healthz`)
  t.equal(open.headers.get('x-content-type-options'), 'nosniff')
  const own = await ask(port, { method: 'GET' }, `/chat/${dialogId}/turns/${dialogId}`)
  t.match(Object.fromEntries(own.headers), {
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  })
})

t.test('an event stream takes a place among what its customer holds open', async t => {
  const chat = readyChat()
  chat.dialog = { dialogId, mode: 'bot', expiresAt: 0, turns: [] }
  const front = await openFront(
    fakeParts(chat),
    { ...limits, socketsPerCustomer: 2 },
    { host: '127.0.0.1', port: 0, socketsMax: 100 },
  )
  t.teardown(() => front.close())
  const open = async (signal: AbortSignal) =>
    fetch(`http://127.0.0.1:${front.port}/chat/${dialogId}`, {
      headers: { authorization: `Bearer ${await tokenFor()}`, accept: 'text/event-stream' },
      signal,
    })
  const streams = new AbortController()
  t.equal((await open(streams.signal)).status, 200)
  t.equal((await open(streams.signal)).status, 200)
  const refused = await open(streams.signal)
  t.equal(refused.status, 429)
  t.ok(refused.headers.get('retry-after'))
  streams.abort()
})

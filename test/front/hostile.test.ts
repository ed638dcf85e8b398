// What no well-behaved client sends, on raw sockets: which of it uWS refuses by itself, what we refuse, and that
// the server serves on after all of it. docs/front.md lists the same.
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { fakeChat, fakeParts, limits, readyChat, replyTo, tokenFor } from '../../perf/load/fake-front.js'
import { type Front, openFront } from '../../src/front/front.js'
import { openRaw, post } from '../support/front/raw.js'

async function serve(t: Test, chat = readyChat()): Promise<Front> {
  const settings = { host: '127.0.0.1', port: 0, socketsMax: 1000 }
  const front = await openFront(fakeParts(chat), limits, settings)
  t.teardown(() => front.close())
  return front
}

const authorization = `Authorization: Bearer ${await tokenFor()}`
const head = (...lines: string[]) =>
  ['POST /chat HTTP/1.1', 'Content-Type: application/json', authorization, ...lines, '', ''].join('\r\n')
const body = '{"text":"x"}'

async function serves({ port }: Front): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${port}/healthz`)
  return (await response.text()) === '{"status":"ok"}'
}

/** The package's file for Node 20 is older than its others (docs/uws.md). */
const isOldParser = process.versions.modules === '115'

t.test('what uWS refuses by itself it refuses with a status and an end', async t => {
  const front = await serve(t)
  const rows: [string, string, RegExp][] = [
    [
      'both lengths',
      `${head('Host: x', 'Content-Length: 12', 'Transfer-Encoding: chunked')}${body}`,
      /^HTTP\/1.1 400/,
    ],
    ['a negative length', head('Host: x', 'Content-Length: -1'), /^HTTP\/1.1 400/],
    ['a length in words', head('Host: x', 'Content-Length: abc'), /^HTTP\/1.1 400/],
    ['a signed length', head('Host: x', 'Content-Length: +12') + body, /^HTTP\/1.1 400/],
    ['a chunk size that is none', `${head('Host: x', 'Transfer-Encoding: chunked')}zz\r\n`, /^HTTP\/1.1 400/],
    ['HTTP/1.0', 'GET /healthz HTTP/1.0\r\n\r\n', /^HTTP\/1.1 505/],
    ['garbage', '\x00\x01\x02garbage\r\n\r\n', /^HTTP\/1.1 505/],
    ['lines that end in LF only', 'GET /healthz HTTP/1.1\nHost: x\n\n', /^HTTP\/1.1 505/],
    ['a proxy request', 'GET http://x/healthz HTTP/1.1\r\nHost: x\r\n\r\n', /^HTTP\/1.1 505/],
  ]
  for (const [what, bytes, expected] of rows) {
    const client = await openRaw(front.port)
    client.send(bytes)
    t.match(await client.closed(), expected, what)
  }
  t.ok(await serves(front))
})

t.test('headers that come twice and could mean two things get 400 and an end', async t => {
  const front = await serve(t)
  for (const lines of [
    ['Host: x', 'Content-Length: 12', 'Content-Length: 12'],
    ['Host: x', 'Content-Length: 12', 'Content-Length: 500'],
    ['Host: x', 'Host: y', 'Content-Length: 12'],
    ['Host: x', authorization, 'Content-Length: 12'],
  ]) {
    const client = await openRaw(front.port)
    client.send(head(...lines) + body)
    const refused =
      lines.includes('Host: y') && !isOldParser
        ? /^HTTP\/1.1 400 /
        : /^HTTP\/1.1 400 .*problems\/bad-request/s
    t.match(await client.closed(), refused, lines.join(', '))
  }
  t.ok(await serves(front))
})

t.test('headers beyond 4 KiB that come in pieces get 431', async t => {
  const front = await serve(t)
  const client = await openRaw(front.port)
  client.socket.setNoDelay(true)
  client.send(`GET /healthz HTTP/1.1\r\nHost: x\r\nX-Pad: ${'x'.repeat(3000)}`)
  await sleep(20)
  client.send('x'.repeat(3000))
  t.match(await client.closed(), /^HTTP\/1.1 431/)
  t.ok(await serves(front))
})

t.test('a request line that comes in two pieces is answered, but by the parser for Node 20', async t => {
  const front = await serve(t)
  const client = await openRaw(front.port)
  client.socket.setNoDelay(true)
  client.send('GET /hea')
  await sleep(20)
  client.send('lthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
  t.match(await client.closed(), isOldParser ? /^HTTP\/1.1 505/ : /^HTTP\/1.1 200 /)
  t.ok(await serves(front))
})

t.test('pipelined requests are answered in order or cut off, never mixed', async t => {
  const chat = fakeChat()
  chat.onPost = ({ order, sink }) => setImmediate(() => sink.end(replyTo(order)))
  const front = await serve(t, chat)
  const client = await openRaw(front.port)
  const auth = { Authorization: authorization.slice('Authorization: '.length) }
  client.send(Buffer.concat(['a', 'b', 'c'].map(text => post(JSON.stringify({ text }), auth))))
  await Promise.race([client.closed(), client.until(/answer to c/).catch(() => 'cut off')])
  client.end()
  const answers = [...client.received().matchAll(/answer to (\w)/g)].map(([, text]) => text).join('')
  t.ok('abc'.startsWith(answers), `answered: ${answers}`)
  t.ok(await serves(front))
})

t.test('a client that closes its side while a turn runs lets it run on', async t => {
  const chat = fakeChat()
  const front = await serve(t, chat)
  const client = await openRaw(front.port)
  client.send(head('Host: x', 'Content-Length: 12') + body)
  while (chat.held.length === 0) await sleep(1)
  client.socket.end()
  while (!chat.held[0]?.isLeft) await sleep(1)
  t.ok(await serves(front))
})

t.test('a body that its head declares endless is refused from the head and cut off', async t => {
  const front = await serve(t)
  const client = await openRaw(front.port)
  client.send(head('Host: x', 'Content-Length: 999999999999'))
  t.match(await client.closed(), /^HTTP\/1.1 413 .*too-large/s)
  t.ok(await serves(front))
})

t.test('a body in chunks that never ends is cut off', async t => {
  const front = await serve(t)
  const client = await openRaw(front.port)
  client.send(head('Host: x', 'Transfer-Encoding: chunked'))
  const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`
  let sent = 0
  // The reply is lost where the reset overtakes it: what counts is that little was taken.
  for (; !client.socket.closed; sent += chunk.length) {
    client.send(chunk)
    await new Promise(setImmediate)
  }
  t.ok(sent < 8_388_608, `${sent} bytes`)
  t.ok(await serves(front))
})

t.test('whoever sends or reads too slowly is cut off', { timeout: 40_000 }, async t => {
  const front = await serve(t)
  const begun = Date.now()
  const stalls = [
    ['nothing', ''],
    ['half a head', 'POST /chat HTTP/1.1\r\nHost: x\r\n'],
    ['half a body', head('Host: x', 'Content-Length: 12') + body.slice(0, 5)],
    ['a head without Host', 'GET /healthz HTTP/1.1\r\n\r\n'],
    ['an idle connection', 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'],
  ] as const
  const ends = stalls.map(async ([what, bytes]) => {
    const client = await openRaw(front.port)
    client.send(bytes)
    await client.closed()
    t.ok(Date.now() - begun < 20_000, `${what}: ${Date.now() - begun} ms`)
  })
  const trickle = async () => {
    const client = await openRaw(front.port)
    client.send(head('Host: x', 'Content-Length: 5000'))
    while (!client.socket.closed) {
      client.send(' ')
      await sleep(250)
    }
    t.ok(
      Date.now() - begun < 20_000,
      `a body byte by byte: ${Date.now() - begun} ms, ${client.received().slice(0, 12)}`,
    )
  }
  const trickledHead = async () => {
    const client = await openRaw(front.port)
    client.send('GET /healthz HTTP/1.1\r\nHost: x\r\nX-Pad: ')
    while (!client.socket.closed) {
      client.send('x')
      await sleep(250)
    }
    t.ok(Date.now() - begun < 20_000, `a head byte by byte: ${Date.now() - begun} ms`)
  }
  await Promise.all([...ends, trickle(), trickledHead()])
  t.ok(await serves(front))
})

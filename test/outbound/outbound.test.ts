import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import {
  createOutbound,
  OUTBOUND_BYTES,
  type OutboundCall,
  type Resolve,
} from '../../src/outbound/outbound.js'

async function listen(t: Test, listener: RequestListener): Promise<URL> {
  const server: Server = createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.closeAllConnections())
  t.teardown(() => server.close())
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`)
}

/** A look-up that gives these, one after the other. */
function resolving(...addresses: readonly (readonly string[])[]): Resolve {
  let asked = 0
  return (_host, then) => {
    const found = addresses[Math.min(asked++, addresses.length - 1)] ?? []
    then(
      null,
      found.map(address => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }
}

function outboundOf(t: Test, resolve: Resolve) {
  const outbound = createOutbound(resolve)
  t.teardown(() => outbound.close())
  const post = (url: URL, isPrivate = true, signal: AbortSignal = AbortSignal.timeout(5_000)) => {
    const call: OutboundCall = {
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json' },
      body: '{}',
    }
    return outbound.send(call, isPrivate, signal)
  }
  return post
}

const named = (url: URL, host: string) => new URL(url.href.replace('127.0.0.1', host))

t.test('a reply comes back with status, headers and body', async t => {
  const url = await listen(t, (_request, response) => {
    response.writeHead(503, { 'retry-after': '7' }).end('busy')
  })
  const reply = await outboundOf(t, resolving(['127.0.0.1']))(named(url, 'shop.example'))
  t.match(reply, { status: 503, headers: { 'retry-after': '7' }, body: 'busy', isCut: false })
})

t.test(
  'the address that was checked is the one that is dialled: the name is resolved once a connection',
  async t => {
    let requests = 0
    const url = await listen(t, (_request, response) => {
      requests++
      response.end()
    })
    // A second answer of the name server that is bad would have to be noticed, and a good one not be needed.
    const post = outboundOf(t, resolving(['127.0.0.1'], ['169.254.169.254']))
    t.equal((await post(named(url, 'rebind.example'))).status, 200)
    t.equal(requests, 1)
  },
)

t.test('a host with a forbidden address is not called, whatever its other addresses are', async t => {
  let requests = 0
  const url = await listen(t, (_request, response) => {
    requests++
    response.end()
  })
  const isForbidden = { name: 'ForbiddenAddress' }
  await t.rejects(outboundOf(t, resolving(['127.0.0.1']))(named(url, 'a.example'), false), isForbidden)
  await t.rejects(
    outboundOf(t, resolving(['127.0.0.1', '169.254.169.254']))(named(url, 'a.example')),
    isForbidden,
  )
  await t.rejects(outboundOf(t, resolving([]))(named(url, 'a.example')), isForbidden)
  await t.rejects(outboundOf(t, resolving(['8.8.8.8']))(url, false), isForbidden, 'a literal address')
  for (const host of ['[::ffff:169.254.169.254]', '2852039166', '0xa9.254.169.254'])
    await t.rejects(outboundOf(t, resolving(['8.8.8.8']))(named(url, host)), isForbidden, host)
  t.equal(requests, 0)
})

t.test('a redirect is an answer, and nobody goes where it points', async t => {
  let requests = 0
  const url = await listen(t, (_request, response) => {
    requests++
    response.writeHead(307, { location: '/elsewhere' }).end()
  })
  t.equal((await outboundOf(t, resolving(['127.0.0.1']))(url)).status, 307)
  t.equal(requests, 1)
})

t.test('no more than 64 KiB of a reply are read, and its status counts', async t => {
  const url = await listen(t, (_request, response) => {
    const more = () => response.writable && response.write('x'.repeat(10_000), () => setImmediate(more))
    more()
  })
  const reply = await outboundOf(t, resolving(['127.0.0.1']))(url)
  t.match(reply, { status: 200, isCut: true })
  t.equal(reply.body.length, OUTBOUND_BYTES)
})

t.test('a receiver that does not answer is given up when the signal says so', async t => {
  const url = await listen(t, () => undefined)
  await t.rejects(outboundOf(t, resolving(['127.0.0.1']))(url, true, AbortSignal.timeout(50)), {
    name: 'TimeoutError',
  })
})

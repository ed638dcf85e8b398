// Two ports over real sockets: what operators use on one, everything else on the other.
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import t, { type Test } from 'tap'
import { fakeParts, limits, readyChat, tokenFor } from '../../perf/load/fake-front.js'
import { type Front, openFront } from '../../src/front/front.js'
import { json } from '../../src/front/http/reply.js'
import type { Route } from '../../src/front/http/route.js'
import type { FrontSettings } from '../../src/front/listeners.js'
import { freePort } from '../../tools/redis-server.js'
import { openRaw } from '../support/front/raw.js'

const opsPage: Route = {
  method: 'GET',
  path: '/ops',
  summary: 'A page for operators',
  who: 'open',
  replies: {},
  problems: [],
  handle: () => json(200, 'ops'),
}

const docsPage: Route = { ...opsPage, path: '/docs', summary: 'A page for both', isFile: true }

const anywhere = { host: '127.0.0.1', port: 0, socketsMax: 100 }

async function serve(
  t: Test,
  over: Partial<FrontSettings> = { admin: { host: '127.0.0.1', port: 0 } },
): Promise<Front> {
  const parts = { ...fakeParts(readyChat()), routes: [opsPage, docsPage] }
  const front = await openFront(parts, limits, { ...anywhere, ...over })
  t.teardown(() => front.close())
  return front
}

async function status(port: number | undefined, path: string): Promise<number> {
  const headers = { authorization: `Bearer ${await tokenFor('admin')}` }
  return (await fetch(`http://127.0.0.1:${port}${path}`, { headers })).status
}

t.test(
  'with an admin port, operators are served there and nowhere else, and the public not there',
  async t => {
    const { port, adminPort } = await serve(t)
    for (const path of ['/admin/level', '/metrics', '/ops']) {
      t.equal(await status(adminPort, path), 200, path)
      t.equal(await status(port, path), 404, `${path} on the public port`)
    }
    for (const path of ['/chat', '/v1/models', '/ws']) {
      t.equal(await status(adminPort, path), 404, path)
      t.not(await status(port, path), 404, `${path} on the public port`)
    }
    for (const path of ['/healthz', '/readyz', '/openapi.json', '/docs']) {
      t.same([await status(port, path), await status(adminPort, path)], [200, 200], path)
    }
  },
)

t.test('operators are served at their own address alone, wherever the public is', async t => {
  const { port, adminPort } = await serve(t, { host: '0.0.0.0', admin: { host: '127.0.0.1', port: 0 } })
  const at = (host: string, port: number | undefined) => fetch(`http://${host}:${port}/healthz`)
  t.equal((await at('127.0.0.1', adminPort)).status, 200)
  t.equal((await at('127.0.0.2', port)).status, 200)
  await t.rejects(at('127.0.0.2', adminPort))
})

t.test('each port describes what it serves', async t => {
  const { port, adminPort } = await serve(t)
  const pathsOf = async (at: number | undefined) => {
    const description = await (await fetch(`http://127.0.0.1:${at}/openapi.json`)).json()
    return Object.keys((description as { paths: object }).paths)
  }
  t.same(await pathsOf(adminPort), [
    '/healthz',
    '/readyz',
    '/metrics',
    '/admin/level',
    '/admin/level/history',
    '/admin/level/rollback',
    '/ops',
    '/openapi.json',
  ])
  t.notOk((await pathsOf(port)).some(path => /admin|metrics|ops/.test(path)))
})

t.test('without one, everything is on the one port', async t => {
  const { port, adminPort } = await serve(t, {})
  t.equal(adminPort, undefined)
  for (const path of ['/admin/level', '/metrics', '/ops', '/v1/models', '/healthz']) {
    t.not(await status(port, path), 404, path)
  }
})

t.test('processes share both ports, and a drain closes both', async t => {
  const ports = { port: await freePort(), adminPort: await freePort() }
  const settings = { port: ports.port, admin: { host: '127.0.0.1', port: ports.adminPort } }
  const first = await serve(t, settings)
  const second = await serve(t, settings)
  /** On a connection of its own: an open one is served on while its process drains. */
  const live = async (port: number): Promise<string> => {
    const client = await openRaw(port)
    client.send('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
    const reply = await client.until(/ok/)
    client.end()
    return reply
  }
  await first.drain(0, 1000)
  for (let i = 0; i < 5; i++) {
    t.match(await live(ports.adminPort), /200 OK/, 'the other process answers')
    t.match(await live(ports.port), /200 OK/)
  }
  await second.drain(0, 1000)
  await t.rejects(live(ports.adminPort), /ECONNREFUSED/)
  await t.rejects(live(ports.port), /ECONNREFUSED/)
})

t.test('an admin port that cannot be had leaves no public one open', async t => {
  // Without SO_REUSEPORT, so that nobody can share it.
  const other = createServer().listen(0, '127.0.0.1')
  t.teardown(() => other.close())
  await once(other, 'listening')
  const port = await freePort()
  const admin = { host: '127.0.0.1', port: (other.address() as AddressInfo).port }
  await t.rejects(serve(t, { port, admin }), /cannot listen/)
  await t.rejects(status(port, '/healthz'))
})

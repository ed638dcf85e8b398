// The balancer samples, each in its own program before a real process.
import { createServer } from 'node:http'
import { connect } from 'node:http2'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { WebSocket } from 'ws'
import { startVendor } from '../../perf/fake-llm.js'
import { freePort } from '../../tools/redis-server.js'
import { type Balancer, startBalancer } from '../support/deploy/balancer.js'
import { type Server, startServer } from '../support/e2e/harness.js'

const dialog = (n: number) => n.toString(16).padStart(32, '0')

/** Two hosts that do nothing but say who they are. */
async function hosts(tap: Test): Promise<number[]> {
  const ports: number[] = []
  for (let i = 0; i < 2; i++) {
    const server = createServer((_request, response) => response.end(String(i))).listen(0, '127.0.0.1')
    await new Promise(resolve => server.once('listening', resolve))
    tap.teardown(() => {
      server.close()
      server.closeAllConnections()
    })
    ports.push((server.address() as AddressInfo).port)
  }
  return ports
}

interface H2Reply {
  readonly status: number
  readonly text: string
}

/** An app's requests over one HTTP/2 connection. `seen` gets the body so far with each piece that arrives. */
function h2(tap: Test, { url }: Balancer) {
  const session = connect(url, { rejectUnauthorized: false })
  session.on('error', () => undefined)
  tap.teardown(() => session.destroy())
  return (headers: Record<string, string>, body?: object, seen?: (text: string) => void): Promise<H2Reply> =>
    new Promise((resolve, reject) => {
      const request = session.request({ ...headers, ...(body && { 'content-type': 'application/json' }) })
      let [text, status] = ['', 0]
      request.on('response', head => {
        status = Number(head[':status'])
      })
      request.on('data', chunk => {
        text += chunk
        seen?.(text)
      })
      request.on('end', () => resolve({ status, text }))
      request.on('error', reject)
      request.end(body && JSON.stringify(body))
    })
}

async function overSocket({ url }: Balancer, token: string): Promise<string> {
  const socket = new WebSocket(`${url.replace('https', 'wss')}/ws`, ['rushdesk.v1', `bearer.${token}`], {
    rejectUnauthorized: false,
  })
  return new Promise((resolve, reject) => {
    socket.on('open', () => socket.send(JSON.stringify({ type: 'turn', ref: 'c1', text: '你好' })))
    socket.on('message', data => {
      const frame = JSON.parse(String(data))
      if (frame.type !== 'answer') return
      socket.close()
      resolve(frame.ref)
    })
    socket.on('error', reject)
  })
}

async function serves(tap: Test, balancer: Balancer, server: Server): Promise<void> {
  const ask = h2(tap, balancer)
  const token = await server.token('u1')
  const authorization = `Bearer ${token}`
  const post = { ':method': 'POST', ':path': '/chat', authorization }
  const plain = await ask(post, { text: '怎么申请退货' })
  tap.equal(plain.status, 200, 'HTTP/2 from an app')
  await streams(tap, ask, post)
  tap.equal(await overSocket(balancer, token), 'c1', 'a WebSocket')
  const open: string[] = []
  for (const path of operatorsPaths)
    if ((await ask({ ':path': path, authorization })).status !== 404) open.push(path)
  tap.same(open, [], 'what operators ask is closed, however its path is written')
  tap.equal((await ask({ ':path': '/healthz' })).status, 200)
}

const operatorsPaths = [
  ...['/admin', '/admin/status', '/admin/live', '/metrics', '/metrics?x=1', '/ops', '/ops/'],
  ...['//admin/status', '/%61dmin/status', '/x/../admin/status', '/admin%2fstatus', '/./metrics'],
]

/** The vendor never answers, so the first event reaches the app only when nothing on the way holds it back. */
async function streams(tap: Test, ask: ReturnType<typeof h2>, post: Record<string, string>): Promise<void> {
  const { authorization = '' } = post
  let accepted: (turn: { dialog_id: string; turn_id: string }) => void
  const first = new Promise<{ dialog_id: string; turn_id: string }>(resolve => {
    accepted = resolve
  })
  const streamed = ask(
    { ...post, accept: 'text/event-stream' },
    { text: '面料扎不扎 [[sim:hang]]' },
    text => {
      const [, data] = /event: accepted\n(?:.*\n)*?data: (.*)\n/.exec(text) ?? []
      if (data !== undefined) accepted(JSON.parse(data))
    },
  )
  const turn = await first
  tap.pass('the first event is not held back')
  const path = `/chat/${turn.dialog_id}/turns/${turn.turn_id}`
  tap.equal((await ask({ ':method': 'DELETE', ':path': path, authorization })).status, 204)
  tap.match((await streamed).text, /event: error/, 'and the stream ends when the turn is cancelled')
}

async function sticks(tap: Test, balancer: Balancer): Promise<void> {
  const ask = h2(tap, balancer)
  const hostOf = async (n: number, turn: number) =>
    (await ask({ ':path': `/chat/${dialog(n)}${turn === 0 ? '' : `/turns/${dialog(turn)}`}` })).text
  const seen = new Set<string>()
  for (let n = 0; n < 12; n++) {
    const first = await hostOf(n, 0)
    seen.add(first)
    for (const turn of [1, 2]) tap.equal(await hostOf(n, turn), first, `dialog ${n} stays at its host`)
  }
  tap.equal(seen.size, 2, 'dialogs are spread over the hosts')
}

const vendor = await startVendor()
t.teardown(() => vendor.close())
// A port that is named is one that processes can share.
const env = {
  LLM_URL: vendor.url,
  ANSWER_BUDGET_MS: '10000',
  OVERLOAD: 'off',
  PORT: String(await freePort()),
}
const server = await startServer(t, env)

for (const program of ['nginx', 'haproxy'] as const) {
  t.test(`${program}: HTTP/2, streams, WebSocket, and operators' paths closed`, async t => {
    await serves(t, await startBalancer(t, program, [server.port]), server)
  })

  t.test(`${program}: a dialog's requests go to one host`, async t => {
    await sticks(t, await startBalancer(t, program, await hosts(t)))
  })
}

t.test('both: no request fails while two processes leave their port to a third', async t => {
  const more = { ...env, JWT_SECRET: server.secret }
  const second = await startServer(t, more)
  await startServer(t, more)
  const balancers = [
    await startBalancer(t, 'nginx', [server.port]),
    await startBalancer(t, 'haproxy', [server.port]),
  ]
  let isOver = false
  const replies = new Map<number, number>()
  const customer = async (balancer: Balancer, name: string) => {
    const ask = h2(t, balancer)
    for (let n = 0; !isOver; n++) {
      const authorization = `Bearer ${await server.token(`${name}-${n}`)}`
      const { status } = await ask(
        { ':method': 'POST', ':path': '/chat', authorization },
        { text: '怎么申请退货' },
      )
      replies.set(status, (replies.get(status) ?? 0) + 1)
    }
  }
  const load = balancers.flatMap((to, i) => [customer(to, `a${i}`), customer(to, `b${i}`)])
  await server.stop()
  await second.stop()
  isOver = true
  await Promise.all(load)
  t.same([...replies.keys()], [200])
  t.comment(`${replies.get(200)} requests`)
})

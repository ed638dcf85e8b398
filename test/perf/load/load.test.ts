import uWS from 'uWebSockets.js'
import fc from 'fast-check'
import t from 'tap'
import { createCaller } from '../../../perf/load/callers.js'
import { createConnection, type Outcome } from '../../../perf/load/connection.js'
import { createCustomer } from '../../../perf/load/customers.js'
import { driveClosed, driveOpen } from '../../../perf/load/drive.js'
import { liveDialogOf } from '../../../perf/load/live-dialogs.js'
import { createQueue } from '../../../perf/load/queue.js'
import { type Response, takeResponse } from '../../../perf/load/response.js'
import { listen } from '../../support/tools/http-stand-in.js'

const wire = ({ status, body }: { status: number; body: string }) =>
  `HTTP/1.1 ${status} x\r\nServer: y\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`

t.test('responses are read whole, however the bytes are cut', async t => {
  const responses = fc.array(
    fc.record({
      status: fc.integer({ min: 200, max: 599 }).filter(s => s !== 204 && s !== 304),
      body: fc.string(),
    }),
    { minLength: 1, maxLength: 4 },
  )
  fc.assert(
    fc.property(responses, fc.integer({ min: 1, max: 40 }), (sent, step) => {
      const bytes = Buffer.from(sent.map(wire).join(''))
      const got: Response[] = []
      let rest = Buffer.alloc(0)
      for (let at = 0; at < bytes.length; at += step) {
        rest = Buffer.concat([rest, bytes.subarray(at, at + step)])
        for (let whole = takeResponse(rest); whole !== undefined; whole = takeResponse(rest)) {
          got.push(whole.response)
          rest = rest.subarray(whole.taken)
        }
      }
      t.same(
        got.map(r => ({ status: r.status, body: r.body.toString() })),
        sent,
      )
    }),
    { numRuns: 50 },
  )
})

t.test('a customer goes on in the dialog that the server named, then opens the next', async t => {
  const id = '0123456789abcdef0123456789abcdef'
  const plan = { host: 'h', tokens: ['secret'], texts: ['order {n}'], turns: 2 }
  const customer = createCustomer(plan, 3)
  const bodyOf = (request: string) => JSON.parse(request.split('\r\n\r\n')[1] ?? '')
  const first = customer.next()
  t.match(first, /\r\nAuthorization: Bearer secret\r\n/)
  t.same(bodyOf(first), { text: 'order 3000000' })
  customer.took({ status: 200, head: '', body: Buffer.from(`{"dialog_id":"${id}"}`) })
  t.same(bodyOf(customer.next()), { text: 'order 3000001', dialog_id: id })
  t.same(bodyOf(customer.next()), { text: 'order 3000002' })
})

t.test('customers go on with live dialogs, each with its own and with all of them', async t => {
  const plan = { host: 'h', tokens: ['a', 'b'], texts: ['order {n}'], turns: 1, live: 20 }
  const saidBy = (index: number) => {
    const customer = createCustomer(plan, index)
    const bodies = Array.from({ length: 10 }, () => JSON.parse(customer.next().split('\r\n\r\n')[1] ?? ''))
    return bodies.map(({ dialog_id: id }) => id).sort()
  }
  const ownedBy = (index: number) => Array.from({ length: 10 }, (_, n) => liveDialogOf(index, 2, n)).sort()
  t.same(saidBy(0), ownedBy(0))
  t.same(saidBy(1), ownedBy(1))
  t.match(ownedBy(1)[0], /^[0-9a-f]{32}$/)
})

t.test('a caller says the same each time, with the headers that it was given', async t => {
  const caller = createCaller({ host: 'h', path: '/v1/x', headers: { 'X-To': 'y' }, body: '{"a":"日"}' })
  const request = caller.next()
  t.match(request, /^POST \/v1\/x HTTP\/1.1\r\nHost: h\r\n/)
  t.match(request, '\r\nX-To: y\r\nContent-Length: 11\r\n\r\n{"a":"日"}')
  t.equal(caller.next(), request)
})

t.test('a queue gives back what was put in, in order', async t => {
  const queue = createQueue<number>([])
  for (let i = 0; i < 30_000; i++) queue.put(i)
  const taken = Array.from({ length: 30_000 }, () => queue.take())
  t.same(taken, [...taken.keys()])
  t.equal(queue.take(), undefined)
})

t.test('a connection says why a request failed, and is opened again for the next', async t => {
  let served = 0
  const app = uWS.App().any('/*', res => {
    if (served++ === 0) res.close()
    else res.end('second')
  })
  const server = await listen(app)
  t.teardown(() => server.close())
  const connection = createConnection({ host: '127.0.0.1', port: Number(new URL(server.url).port) })
  t.teardown(() => connection.close())
  const ask = () => new Promise<Outcome>(done => connection.send('GET / HTTP/1.1\r\nHost: h\r\n\r\n', done))
  t.match(await ask(), /closed|ECONNRESET/)
  t.match(await ask(), { status: 200 })
})

t.test('closed load counts what comes back; open load keeps its schedule', async t => {
  const app = uWS.App().post('/chat', res => {
    res.onAborted(() => undefined)
    res.onData((_, isLast) => {
      if (isLast) res.end('{}')
    })
  })
  const server = await listen(app)
  t.teardown(() => server.close())
  const target = { host: '127.0.0.1', port: Number(new URL(server.url).port) }
  const offer = { target, connections: 4, warmupS: 0.1, seconds: 0.3 }
  const customerOf = (i: number) => createCustomer({ host: 'h', tokens: [''], texts: ['a'], turns: 1 }, i)
  const closed = await driveClosed(offer, customerOf)
  t.equal(closed.ends['200'], closed.requests)
  t.ok(closed.requests > 0)
  const open = await driveOpen(offer, 500, customerOf)
  t.same(open.ends, { 200: 150 })
})

t.test('open load charges a stall to every request that it delayed', async t => {
  let served = 0
  const app = uWS.App().post('/chat', res => {
    res.onAborted(() => undefined)
    const isStalled = served++ === 10
    res.onData((_, isLast) => {
      if (!isLast) return
      if (isStalled) setTimeout(() => res.cork(() => res.end('{}')), 300)
      else res.end('{}')
    })
  })
  const server = await listen(app)
  t.teardown(() => server.close())
  const target = { host: '127.0.0.1', port: Number(new URL(server.url).port) }
  const customerOf = (i: number) => createCustomer({ host: 'h', tokens: [''], texts: ['a'], turns: 1 }, i)
  const figures = await driveOpen({ target, connections: 1, warmupS: 0, seconds: 0.5 }, 200, customerOf)
  t.equal(figures.requests, 100)
  t.ok(figures.p50 > 50, 'half of the arrivals waited behind the stalled one', figures)
})

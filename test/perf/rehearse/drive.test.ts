import uWS, { type HttpRequest, type HttpResponse } from 'uWebSockets.js'
import { once } from 'node:events'
import { createServer } from 'node:net'
import t, { type Test } from 'tap'
import { createVisits } from '../../../perf/rehearse/customers.js'
import { type DrivePlan, drive } from '../../../perf/rehearse/drive.js'
import type { Turn } from '../../../perf/rehearse/turns.js'
import { listen } from '../../support/tools/http-stand-in.js'

const id = '0123456789abcdef0123456789abcdef'
const answer = { dialog_id: id, source: 'llm', level: 0 }

interface Routes {
  /** Called when the question is whole. */
  chat(res: HttpResponse, asked: { body: string; accept: string }): void
  poll?(res: HttpResponse, req: HttpRequest): void
}

/** Serves the routes and drives `dueMs` against them. */
async function driven(t: Test, routes: Routes, named: Partial<DrivePlan> = {}): Promise<Turn[]> {
  const app = uWS.App()
  app.post('/chat', (res, req) => {
    const accept = req.getHeader('accept')
    let body = ''
    res.onAborted(() => undefined)
    res.onData((chunk, isLast) => {
      body += Buffer.from(chunk).toString()
      if (isLast) routes.chat(res, { body, accept })
    })
  })
  app.get('/*', (res, req) => routes.poll?.(res, req))
  const server = await listen(app)
  t.teardown(() => server.close())
  return drive(planFor(Number(new URL(server.url).port), named), () => undefined)
}

function planFor(port: number, named: Partial<DrivePlan> = {}): DrivePlan {
  const startAt = performance.now()
  return {
    elapsedMs: () => performance.now() - startAt,
    target: { host: '127.0.0.1', port },
    arrivals: Float64Array.from([10]),
    visits: createVisits(['token']),
    nextQuestion: () => ({ kind: 'unique', text: '在吗' }),
    streamShare: 0,
    random: () => 0.5,
    deadlineMs: 2000,
    ...named,
  }
}

const json = (res: HttpResponse, status: string, body: object, location = '') => {
  res.writeStatus(status)
  if (location !== '') res.writeHeader('Location', location)
  res.end(JSON.stringify(body))
}

t.test('a turn is its first response: status, source, level', async t => {
  const [turn] = await driven(t, { chat: res => json(res, '200', answer) })
  t.match(turn, { dueMs: 10, kind: 'unique', first: { status: 200, source: 'llm', level: 0 } })
  t.equal(turn?.followed, undefined)
})

t.test('a 202 is followed to its Location, until the answer', async t => {
  const polled: string[] = []
  const [turn] = await driven(t, {
    chat: res => json(res, '202', { dialog_id: id, status: 'pending' }, `/chat/${id}/turns/7`),
    poll(res, req) {
      polled.push(`${req.getUrl()}?${req.getQuery()}`)
      json(res, polled.length === 1 ? '202' : '200', answer)
    },
  })
  t.match(turn, { first: { status: 202 }, followed: { end: { status: 200, source: 'llm' } } })
  t.same(polled, Array(2).fill(`/chat/${id}/turns/7?wait=10`))
})

t.test('a pending turn that is gone stays lost', async t => {
  const [turn] = await driven(t, {
    chat: res => json(res, '202', {}, '/x'),
    poll: res => json(res, '404', { type: '/problems/not-found' }),
  })
  t.match(turn?.followed?.end, { status: 404, problem: 'not-found' })
})

t.test('a stream responds with its first event, and ends with its answer', async t => {
  const [turn] = await driven(
    t,
    {
      chat(res, { accept }) {
        t.equal(accept, 'text/event-stream')
        res.writeHeader('Content-Type', 'text/event-stream').write(':\n\n')
        setTimeout(() => res.cork(() => res.write('event: accepted\ndata: {}\n\n')), 50)
        setTimeout(() => {
          res.cork(() => res.end(`event: answer\nid: 1\ndata: ${JSON.stringify(answer)}\n\n`))
        }, 2_000)
      },
    },
    { streamShare: 1 },
  )
  t.match(turn?.first, { status: 200, source: 'llm' })
  t.ok((turn?.firstMs ?? 0) >= 50 && (turn?.firstMs ?? 0) < 2_000, 'not the comment, not the end')
})

t.test('a stream that ends with an error counts as its problem, one that just ends as cut', async t => {
  const stream = (last: string): Routes => ({
    chat: res => res.writeHeader('Content-Type', 'text/event-stream').end(`:\n\n${last}`),
  })
  const problem = { type: '/problems/store-away', status: 503 }
  const [failed] = await driven(t, stream(`event: error\ndata: ${JSON.stringify(problem)}\n\n`), {
    streamShare: 1,
  })
  t.match(failed?.first, { status: 503, problem: 'store-away' })
  const [cut] = await driven(t, stream('event: delta\ndata: {"text":"在"}\n\n'), { streamShare: 1 })
  t.match(cut?.first, { status: 'cut stream' })
})

t.test('a broken connection is told by its code', async t => {
  const [turn] = await driven(t, { chat: res => res.close() })
  t.equal(typeof turn?.first.status, 'string')
})

t.test('who gets no response gives up after the deadline', async t => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  t.teardown(() => silent.close())
  const address = silent.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const [turn] = await drive(planFor(port, { deadlineMs: -2000 }), () => undefined)
  t.equal(turn?.first.status, 'timeout')
})

t.test(
  'turns are sent on schedule although none is answered yet, and all wait from when they were due',
  async t => {
    const held: HttpResponse[] = []
    const turns = await driven(
      t,
      {
        chat(res) {
          held.push(res)
          if (held.length < 20) return
          for (const each of held) each.cork(() => json(each, '200', answer))
        },
      },
      { arrivals: Float64Array.from({ length: 20 }, (_, i) => 10 * i) },
    )
    t.equal(turns.length, 20)
    t.ok((turns[0]?.firstMs ?? 0) >= 190, 'the first was answered when the last had come')
  },
)

t.test('a customer who was told a dialog goes on in it', async t => {
  const bodies: string[] = []
  const chat: Routes['chat'] = (res, { body }) => {
    bodies.push(body)
    json(res, '200', answer)
  }
  const visit = { token: 'token', dialogId: '', said: 0 }
  const visits = { arrive: () => visit, goOn: () => visit, answered: () => undefined }
  await driven(t, { chat }, { visits })
  await driven(t, { chat }, { visits })
  t.same(
    bodies.map(body => JSON.parse(body).dialog_id),
    [undefined, id],
  )
})

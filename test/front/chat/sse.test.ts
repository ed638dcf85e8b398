// Event streams over real sockets, read as a browser would read them.

import { createParser, type EventSourceMessage } from 'eventsource-parser'
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
  turnId,
} from '../../../perf/load/fake-front.js'
import { messageTurn } from '../../../perf/load/seat-acts.js'
import type { DialogEvent } from '../../../src/dialog/follow/dialog-event.js'
import type { Subscription } from '../../../src/dialog/follow/subscriptions.js'
import { errorEvent } from '../../../src/front/chat/sse.js'
import { type Front, openFront } from '../../../src/front/front.js'
import { problemReply } from '../../../src/front/http/reply.js'
import { Problem, type ProblemKind, problems } from '../../../src/problem.js'
import { continueTrace } from '../../../src/trace/trace.js'
import { openRaw, post } from '../../support/front/raw.js'

type Parts = ReturnType<typeof fakeParts>

async function serve(t: Test, chat: FakeChat, over: Partial<Parts> = {}): Promise<Front> {
  const settings = { host: '127.0.0.1', port: 0, socketsMax: 1000 }
  const front = await openFront({ ...fakeParts(chat), ...over }, limits, settings)
  t.teardown(() => front.close())
  return front
}

interface Stream {
  readonly response: Response
  next(): Promise<{ event: string | undefined; id: string | undefined; data: unknown } | undefined>
  leave(): void
}

async function open(
  front: Front,
  path: string,
  init: RequestInit & { headers?: Record<string, string> },
): Promise<Stream> {
  const controller = new AbortController()
  const response = await fetch(`http://127.0.0.1:${front.port}${path}`, {
    ...init,
    signal: controller.signal,
    headers: {
      authorization: `Bearer ${await tokenFor()}`,
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...init.headers,
    },
  })
  const events: EventSourceMessage[] = []
  const parser = createParser({ onEvent: event => void events.push(event) })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  return {
    response,
    leave: () => controller.abort(),
    async next() {
      while (events.length === 0) {
        const piece = await reader?.read()
        if (piece?.done !== false) return undefined
        parser.feed(piece.value)
      }
      const event = events.shift()
      return { event: event?.event, id: event?.id, data: JSON.parse(event?.data ?? '') }
    },
  }
}

const ask = (front: Front, body: object, headers = {}) =>
  open(front, '/chat', { method: 'POST', body: JSON.stringify(body), headers })

t.test('a turn streams accepted, its deltas one by one, and the answer with its cursor', async t => {
  const chat = fakeChat()
  const front = await serve(t, chat)
  const stream = await ask(front, { text: 'x' })
  t.equal(stream.response.headers.get('content-type'), 'text/event-stream')
  const [held] = chat.held
  if (held === undefined) return t.fail('nothing was posted')
  t.match(held, { streams: true, order: { announces: true } })
  held.sink.accepted({ dialogId, turnId, renewed: true })
  t.same(await stream.next(), {
    event: 'accepted',
    id: undefined,
    data: { dialog_id: dialogId, turn_id: turnId, renewed: true },
  })
  for (const text of ['第一', '\n第二\r\ndata: x']) {
    held.sink.delta(text)
    t.same(await stream.next(), { event: 'delta', id: undefined, data: { text } })
  }
  held.sink.end(replyTo(held.order))
  t.match(await stream.next(), {
    event: 'answer',
    id: '1',
    data: { answer: 'answer to x', seq: 1, turn_id: turnId },
  })
  t.equal(await stream.next(), undefined, 'the stream ends')
})

t.test('a turn that ends before the stream has begun loses nothing', async t => {
  const stream = await ask(await serve(t, readyChat()), { text: 'x' })
  t.match(await stream.next(), { event: 'answer' })
  t.equal(await stream.next(), undefined)
})

t.test('a turn that fails ends with an error event that carries the problem', async t => {
  const chat = fakeChat()
  chat.onPost = ({ sink }) => setImmediate(() => sink.fail(new Problem('deadline-passed')))
  const stream = await ask(await serve(t, chat), { text: 'x' })
  t.match(await stream.next(), {
    event: 'error',
    data: { type: '/problems/deadline-passed', status: 503, detail: String, retry_after_s: 1 },
  })
  t.equal(await stream.next(), undefined)
})

t.test('an error event has retry_after_s where HTTP has Retry-After', t => {
  const { texts, randomHex } = fakeParts(fakeChat())
  const trace = continueTrace(undefined, randomHex)
  for (const kind of Object.keys(problems) as ProblemKind[]) {
    for (const retryAfterS of [undefined, 0, 0.2, 7]) {
      const { headers } = problemReply({ kind, retryAfterS }, '')
      const [, data = ''] =
        /^data: (.*)$/m.exec(errorEvent({ kind, retryAfterS }, trace, texts.for('zh'))) ?? []
      const { retry_after_s: said } = JSON.parse(data)
      t.equal(said?.toString(), headers['Retry-After'], `${kind} ${retryAfterS}`)
    }
  }
  t.end()
})

t.test('what is refused before the stream is refused as JSON', async t => {
  const chat = fakeChat()
  chat.onPost = () => {
    throw new Problem('mailbox-full')
  }
  const front = await serve(t, chat)
  t.match((await ask(front, { text: 'x' })).response, { status: 429 })
  t.match((await ask(front, { text: '' })).response, { status: 422 })
})

t.test('a client that leaves lets its turn run on', async t => {
  const chat = fakeChat()
  const stream = await ask(await serve(t, chat), { text: 'x' })
  const [held] = chat.held
  stream.leave()
  while (!held?.isLeft) await new Promise(setImmediate)
  t.pass('the turn was left to itself')
})

t.test('Last-Event-ID brings what was missed before the turn', async t => {
  const chat = readyChat()
  const stored = (seq: number) => ({ ...replyTo({ text: `q${seq}` } as never).turn, seq })
  chat.dialog = { dialogId, mode: 'bot', expiresAt: 0, turns: [stored(4), stored(5), stored(6)] }
  const front = await serve(t, chat)
  const stream = await ask(front, { text: 'x', dialog_id: dialogId }, { 'last-event-id': '5' })
  t.match(await stream.next(), {
    event: 'answer',
    id: '6',
    data: { answer: 'answer to q6', dialog_id: dialogId },
  })
  t.match(await stream.next(), { event: 'answer', id: '1', data: { answer: 'answer to x' } })
  for (const unknown of ['2', '7']) {
    const reset = await ask(front, { text: 'x', dialog_id: dialogId }, { 'last-event-id': unknown })
    t.match(await reset.next(), {
      event: 'reset',
      id: '6',
      data: { turns: [{ seq: 4 }, { seq: 5 }, { seq: 6 }] },
    })
  }
})

t.test('a dialog is followed: what was missed, then what happens, each once', async t => {
  const chat = fakeChat()
  const stored = (seq: number) => ({ ...replyTo({ text: `q${seq}` } as never).turn, seq })
  let tell: (event: DialogEvent) => void = () => undefined
  let isSubscribed = false
  const subscriptions = {
    subscribe: ({ after }: Subscription, listener: (event: DialogEvent) => void) => {
      t.equal(after, 2, 'from what was read on')
      isSubscribed = true
      tell = listener
      return () => {
        isSubscribed = false
      }
    },
  }
  chat.dialog = { dialogId, mode: 'bot', expiresAt: 0, turns: [stored(1), stored(2)] }
  const front = await serve(t, chat, { subscriptions })
  const stream = await open(front, `/chat/${dialogId}`, { headers: { 'last-event-id': '1' } })
  t.match(await stream.next(), { event: 'answer', id: '2' })
  tell({ kind: 'answer', turn: stored(3) })
  t.match(await stream.next(), { event: 'answer', id: '3' })
  tell({ kind: 'message', turn: messageTurn(4) })
  t.same(await stream.next(), {
    event: 'message',
    id: '4',
    data: {
      dialog_id: dialogId,
      seq: 4,
      from: 'seat',
      name: '小王',
      text: '您好',
      ai: false,
      at: '1970-01-01T00:00:00.000Z',
    },
  })
  tell({ kind: 'mode', mode: 'seat', seat: { name: '小王', serviceId: 's1' } })
  t.match(await stream.next(), {
    event: 'mode',
    data: { mode: 'seat', seat: { name: '小王' }, service_id: 's1' },
  })
  tell({ kind: 'gone' })
  const gone = await stream.next()
  t.match(gone, { event: 'error', data: { type: '/problems/gone' } })
  t.notOk('retry_after_s' in Object(gone?.data), 'it does not come back')
  t.equal(await stream.next(), undefined)
  t.notOk(isSubscribed)
})

t.test("another's dialog cannot be followed", async t => {
  const stream = await open(await serve(t, fakeChat()), `/chat/${dialogId}`, {})
  t.equal(stream.response.status, 404)
})

t.test('a drain ends followed dialogs and says when to come back', async t => {
  const chat = fakeChat()
  chat.dialog = { dialogId, mode: 'bot', expiresAt: 0, turns: [] }
  const front = await serve(t, chat)
  const client = await openRaw(front.port)
  t.teardown(client.end)
  client.send(
    `GET /chat/${dialogId} HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nAuthorization: Bearer ${await tokenFor()}\r\n\r\n`,
  )
  await client.until(/:\n\n/)
  const drained = front.drain(0, 5000)
  t.match(await client.closed(), /retry: \d+\n\n/)
  await drained
})

t.test(
  'a client that does not read its stream is cut off, holds little memory, and its turn runs on',
  async t => {
    const chat = fakeChat()
    const front = await serve(t, chat)
    const client = await openRaw(front.port)
    t.teardown(client.end)
    client.socket.pause()
    client.send(
      post('{"text":"x"}', { Accept: 'text/event-stream', Authorization: `Bearer ${await tokenFor()}` }),
    )
    while (chat.held.length === 0) await new Promise(setImmediate)
    const [held] = chat.held
    if (held === undefined) return t.fail('nothing was posted')
    const piece = 'x'.repeat(65_536)
    const before = process.memoryUsage().rss
    let pieces = 0
    // The kernel's buffers take some megabytes before anything is left to us.
    for (; !held.isLeft && pieces < 1024; pieces++) {
      held.sink.delta(piece)
      await new Promise(setImmediate)
    }
    t.ok(held.isLeft, `cut off after ${pieces} pieces`)
    t.ok(pieces < 512)
    const grownMiB = (process.memoryUsage().rss - before) / 1_048_576
    t.ok(grownMiB < 24, `${grownMiB} MiB more`)
    while (front.sockets() > 0) await new Promise(setImmediate)
    held.sink.delta(piece)
    held.sink.end(replyTo(held.order))
    t.equal((await fetch(`http://127.0.0.1:${front.port}/healthz`)).status, 200)
  },
)

// The customer's WebSocket over real sockets: each frame of the contract, and each way it ends.

import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import WebSocket from 'ws'
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
import type { DialogView } from '../../../src/dialog/store/dialogs.js'
import { type Front, type FrontLimits, openFront } from '../../../src/front/front.js'
import { Problem } from '../../../src/problem.js'
import { clientOf, connect, refusedUpgrade } from '../../support/front/client.js'

type Parts = ReturnType<typeof fakeParts>

async function serve(
  t: Test,
  chat: FakeChat,
  over: Partial<Parts> = {},
  overLimits: Partial<FrontLimits> = {},
): Promise<Front> {
  const settings = { host: '127.0.0.1', port: 0, socketsMax: 1000 }
  const front = await openFront({ ...fakeParts(chat), ...over }, { ...limits, ...overLimits }, settings)
  t.teardown(() => front.close())
  return front
}

/** A subscription that the test feeds. */
function feed() {
  const listeners = new Map<string, (event: DialogEvent) => void>()
  return {
    listeners,
    subscribe: ({ dialogId: id }: Subscription, listener: (event: DialogEvent) => void) => {
      listeners.set(id, listener)
      return () => void listeners.delete(id)
    },
  }
}

const storedTurn = (seq: number) => ({
  ...replyTo({ text: `q${seq}` } as never).turn,
  seq,
  turnId: `${seq}`.repeat(32),
})

t.test('a turn gets accepted, deltas and its answer, each with its ref or id', async t => {
  const chat = fakeChat()
  const { port } = await serve(t, chat)
  const client = await connect(t, port)
  const posted = new Promise<void>(resolve => {
    chat.onPost = () => resolve()
  })
  client.send({ type: 'turn', ref: 'c1', text: ' x ', key: 'k', dialog_id: dialogId })
  await posted
  const [held] = chat.held
  if (held === undefined) return t.fail('nothing was posted')
  t.match(held, {
    streams: true,
    order: { text: 'x', key: 'k', dialogId, announces: true, customer: { uid: 'u1' } },
  })
  held.sink.accepted({ dialogId, turnId, renewed: false })
  t.same(await client.next(), { type: 'accepted', ref: 'c1', dialog_id: dialogId, turn_id: turnId })
  held.sink.delta('一')
  t.same(await client.next(), { type: 'delta', turn_id: turnId, text: '一' })
  held.sink.end(replyTo(held.order))
  t.match(await client.next(), {
    type: 'answer',
    ref: 'c1',
    dialog_id: dialogId,
    turn_id: turnId,
    seq: 1,
    cost_ms: 1,
  })
})

t.test('many turns at once on one socket are posted and answered in order', async t => {
  const chat = readyChat()
  const { port } = await serve(t, chat)
  const client = await connect(t, port)
  for (let i = 0; i < 50; i++) client.send({ type: 'turn', ref: String(i), text: `q${i}` })
  for (let i = 0; i < 50; i++) t.match(await client.next(), { ref: String(i), answer: `answer to q${i}` })
})

t.test('a turn that is refused or fails gets an error frame with its ref; refusals are counted', async t => {
  const chat = fakeChat()
  const counted: string[] = []
  const meter = { ...fakeParts(chat).meter, rejected: (reason: string) => void counted.push(reason) }
  const { port } = await serve(t, chat, { meter })
  const client = await connect(t, port)
  chat.onPost = () => {
    throw new Problem('mailbox-full', { retryAfterS: 2 })
  }
  client.send({ type: 'turn', ref: 'a', text: 'x' })
  t.match(await client.next(), {
    type: 'error',
    ref: 'a',
    retry_after_s: 2,
    problem: { type: '/problems/mailbox-full', status: 429, detail: String, trace_id: /^[0-9a-f]{32}$/ },
  })
  chat.onPost = ({ sink }) => sink.fail(new Problem('deadline-passed'))
  client.send({ type: 'turn', ref: 'b', text: 'x' })
  t.match(await client.next(), { type: 'error', ref: 'b', problem: { type: '/problems/deadline-passed' } })
  chat.onPost = () => {
    throw new Error('bug')
  }
  client.send({ type: 'turn', ref: 'c', text: 'x' })
  t.match(await client.next(), { ref: 'c', problem: { status: 500 } })
  client.send({ type: 'turn', ref: 'd', text: 'x', uid: 'u2' })
  t.match(await client.next(), { ref: 'd', problem: { status: 403 } })
  t.same(counted, ['mailbox-full', 'forbidden'], 'what failed after it was posted is counted by its end')
})

t.test('a customer over the limit and an overloaded process refuse with the sentence to show', async t => {
  const chat = readyChat()
  const parts = fakeParts(chat)
  let refuses = true
  const front = await serve(t, chat, {
    overload: { ...parts.overload, refuses: () => refuses },
    admission: { admit: () => ({ ok: false, retryAfterS: 7, headers: {} }) },
  })
  const client = await connect(t, front.port, { headers: { 'accept-language': 'en' } })
  client.send({ type: 'turn', ref: 'a', text: 'x' })
  t.match(await client.next(), {
    retry_after_s: 3,
    problem: { type: '/problems/overloaded', detail: /busy/ },
  })
  refuses = false
  client.send({ type: 'turn', ref: 'b', text: 'x' })
  t.match(await client.next(), { retry_after_s: 7, problem: { type: '/problems/rate-limited' } })
})

t.test('a bad frame gets an error frame and the socket lives on', async t => {
  const { port } = await serve(t, readyChat())
  const client = await connect(t, port)
  client.send('{')
  t.match(await client.next(), { type: 'error', problem: { type: '/problems/malformed-json' } })
  client.send({ type: 'turn', ref: 'r', text: '' })
  t.match(await client.next(), { ref: 'r', problem: { status: 422, errors: [{ field: '/text' }] } })
  client.send({ type: 'turn', ref: 'r', text: 'x', key: 'a b' })
  t.match(await client.next(), { ref: 'r', problem: { status: 422, errors: [{ field: '/key' }] } })
  client.ws.send(Buffer.from('{"type":"turn","text":"x"}'), { binary: true })
  t.match(await client.next(), { problem: { status: 400 } })
  client.send(`{"type":"turn","text":"${'x'.repeat(16_384)}"}`)
  t.match(await client.next(), { problem: { status: 413 } })
  client.send(`{"type":"turn","text":"${'x'.repeat(1_000_000)}"}`)
  t.match(await client.next(), { problem: { status: 413 } })
  client.send({ type: 'handoff', ref: 'h', dialog_id: dialogId })
  t.match(await client.next(), { ref: 'h', problem: { status: 404 } })
  client.send({ type: 'turn', ref: 'last', text: 'x' })
  t.match(await client.next(), { type: 'answer', ref: 'last' })
})

t.test('a frame over 1 MiB ends the connection', async t => {
  const { port } = await serve(t, readyChat())
  const client = await connect(t, port)
  client.send('x'.repeat(1_048_577))
  t.equal((await client.closed()).code, 1006)
})

t.test(
  'the twentieth bad frame within ten seconds ends the connection, a slow trickle of them does not',
  async t => {
    let now = Date.now()
    const { port } = await serve(t, readyChat(), { clock: { now: () => now } })
    const client = await connect(t, port)
    for (let i = 0; i < 40; i++) {
      client.send('x')
      await client.next()
      now += 600
    }
    for (let i = 0; i < 20; i++) client.send('x')
    t.match(await client.closed(), { code: 4008 })
  },
)

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

t.test('resume replays what came after the cursor, then tells what happens, each once', async t => {
  const chat = fakeChat()
  const subscriptions = feed()
  chat.dialog = { dialogId, mode: 'bot', expiresAt: 0, turns: [storedTurn(3), storedTurn(4), storedTurn(5)] }
  const { port } = await serve(t, chat, { subscriptions })
  const client = await connect(t, port)
  client.send({ type: 'resume', dialog_id: dialogId, after: 3 })
  t.match(await client.next(), { type: 'answer', dialog_id: dialogId, seq: 4, answer: 'answer to q4' })
  t.match(await client.next(), { type: 'answer', seq: 5 })
  const tell = subscriptions.listeners.get(dialogId)
  tell?.({ kind: 'message', turn: messageTurn(6) })
  t.same(await client.next(), {
    type: 'message',
    dialog_id: dialogId,
    seq: 6,
    from: 'seat',
    name: '小王',
    text: '您好',
    ai: false,
    at: '1970-01-01T00:00:00.000Z',
  })
  tell?.({ kind: 'mode', mode: 'seat', seat: { name: '小王', serviceId: 's1' } })
  t.same(await client.next(), {
    ...{ type: 'mode', dialog_id: dialogId, mode: 'seat' },
    ...{ seat: { name: '小王' }, service_id: 's1' },
  })
  tell?.({ kind: 'gone' })
  t.match(await client.next(), { type: 'error', dialog_id: dialogId, problem: { type: '/problems/gone' } })
  t.equal(subscriptions.listeners.size, 0)
})

t.test('resume resets when the cursor is unknown or too old, and may be repeated', async t => {
  const chat = fakeChat()
  chat.dialog = { dialogId, mode: 'bot', expiresAt: 0, turns: [storedTurn(3), storedTurn(4)] }
  const { port } = await serve(t, chat, { subscriptions: feed() })
  const client = await connect(t, port)
  for (const after of [0, 1, 5]) {
    client.send({ type: 'resume', dialog_id: dialogId, after })
    t.match(
      await client.next(),
      { type: 'reset', dialog_id: dialogId, turns: [{ seq: 3 }, { seq: 4 }] },
      String(after),
    )
  }
  client.send({ type: 'resume', dialog_id: dialogId, after: 2 })
  t.match(await client.next(), { type: 'answer', seq: 3 })
  t.match(await client.next(), { type: 'answer', seq: 4 })
})

t.test("a dialog that is unknown or another's gives one and the same error", async t => {
  const { port } = await serve(t, fakeChat())
  const client = await connect(t, port)
  client.send({ type: 'resume', ref: 'r', dialog_id: dialogId, after: 0 })
  t.match(await client.next(), {
    type: 'error',
    ref: 'r',
    dialog_id: dialogId,
    problem: { type: '/problems/not-found', status: 404 },
  })
})

t.test("a socket hears of its turns' dialogs, and of its own answer once", async t => {
  const chat = fakeChat()
  const subscriptions = feed()
  const { port } = await serve(t, chat, { subscriptions })
  const client = await connect(t, port)
  chat.onPost = ({ order, sink }) => {
    sink.accepted({ dialogId, turnId, renewed: false })
    subscriptions.listeners.get(dialogId)?.({ kind: 'answer', turn: replyTo(order).turn })
    sink.end(replyTo(order))
    subscriptions.listeners.get(dialogId)?.({ kind: 'answer', turn: replyTo(order).turn })
    subscriptions.listeners.get(dialogId)?.({ kind: 'message', turn: messageTurn(2) })
  }
  client.send({ type: 'turn', ref: 'c', text: 'x' })
  t.match(await client.next(), { type: 'accepted' })
  t.match(await client.next(), { type: 'answer', ref: 'c' })
  t.match(await client.next(), { type: 'message', seq: 2 })
})

t.test('an own answer does not hide what others got before it, live or replayed', async t => {
  const chat = fakeChat()
  const subscriptions = feed()
  const { port } = await serve(t, chat, { subscriptions })
  const client = await connect(t, port)
  const turn = storedTurn(6)
  chat.onPost = ({ order, sink }) => {
    sink.accepted({ dialogId, turnId: turn.turnId, renewed: false })
    sink.end({ ...replyTo(order), turn })
  }
  client.send({ type: 'turn', ref: 'c', text: 'x', dialog_id: dialogId })
  t.match(await client.next(), { type: 'accepted' })
  t.match(await client.next(), { type: 'answer', ref: 'c', seq: 6 })
  for (const seq of [5, 6, 7])
    subscriptions.listeners.get(dialogId)?.({ kind: 'answer', turn: storedTurn(seq) })
  t.match(await client.next(), { type: 'answer', seq: 5 })
  t.match(await client.next(), { type: 'answer', seq: 7 })

  const view: DialogView = { dialogId, mode: 'bot', expiresAt: 0, turns: [4, 5, 6].map(storedTurn) }
  let read: (view: DialogView) => void = () => undefined
  chat.read = () =>
    new Promise(resolve => {
      read = resolve
    })
  client.send({ type: 'resume', dialog_id: dialogId, after: 4 })
  client.send({ type: 'turn', ref: 'c', text: 'x', dialog_id: dialogId })
  t.match(await client.next(), { type: 'accepted' })
  t.match(await client.next(), { type: 'answer', ref: 'c', seq: 6 })
  read(view)
  t.match(await client.next(), { type: 'answer', seq: 5 })
  subscriptions.listeners.get(dialogId)?.({ kind: 'answer', turn: storedTurn(7) })
  t.match(await client.next(), { type: 'answer', seq: 7 }, 'the own one is not replayed')
})

t.test('cancel stops a turn of this socket, or one that is named with its dialog', async t => {
  const chat = fakeChat()
  const { port } = await serve(t, chat)
  const client = await connect(t, port)
  const cancelled: unknown[] = []
  chat.cancel = async (_, ref) => {
    cancelled.push(ref)
    chat.held[0]?.sink.fail(new Problem('gone'))
    return 'cancelled'
  }
  chat.onPost = ({ sink }) => sink.accepted({ dialogId, turnId, renewed: false })
  client.send({ type: 'turn', ref: 'c', text: 'x' })
  await client.next()
  client.send({ type: 'cancel', turn_id: turnId })
  t.match(await client.next(), { type: 'error', ref: 'c', problem: { type: '/problems/gone' } })
  t.same(cancelled, [{ dialogId, turnId }])
  client.send({ type: 'cancel', ref: 'n', turn_id: turnId })
  t.match(await client.next(), { ref: 'n', problem: { status: 404 } }, 'it is not under way any more')
  chat.cancel = async () => 'already-answered'
  client.send({ type: 'cancel', ref: 'd', turn_id: turnId, dialog_id: dialogId })
  t.match(await client.next(), { ref: 'd', problem: { status: 409 } })
})

t.test('when the client goes its turns run on and nothing is followed any more', async t => {
  const chat = fakeChat()
  const subscriptions = feed()
  const { port } = await serve(t, chat, { subscriptions })
  const client = await connect(t, port)
  chat.onPost = ({ sink }) => sink.accepted({ dialogId, turnId, renewed: false })
  client.send({ type: 'turn', text: 'x' })
  await client.next()
  client.ws.terminate()
  while (!chat.held[0]?.isLeft) await sleep(1)
  t.equal(subscriptions.listeners.size, 0)
})

t.test('a client that reads nothing is cut off at 1 MiB', async t => {
  const chat = fakeChat()
  const { port } = await serve(t, chat)
  const client = await connect(t, port)
  chat.onPost = ({ sink }) => {
    client.ws.pause()
    for (let i = 0; i < 200; i++) sink.delta('x'.repeat(65_536))
  }
  client.send({ type: 'turn', text: 'x' })
  while (!chat.held[0]?.isLeft) await sleep(1)
  client.ws.resume()
  t.match((await client.closed()).code, /4009|1006/)
})

t.test('a socket ends with its token', async t => {
  let now = Date.now()
  const { port } = await serve(t, readyChat(), { clock: { now: () => now } })
  const idle = await connect(t, port)
  now += 3_600_001
  t.match(await idle.closed(), { code: 4001 })
})

t.test('a drain closes sockets with 1012 and spreads when they come back', async t => {
  const front = await serve(t, readyChat())
  const clients = [await connect(t, front.port), await connect(t, front.port)]
  const drained = front.drain(0, 1000)
  const ends = await Promise.all(clients.map(client => client.closed()))
  for (const end of ends) t.match(end, { code: 1012, reason: /^retry_ms=\d+$/ })
  t.not(ends[0]?.reason, ends[1]?.reason)
  await drained
})

t.test(
  'a drain lets the running turns of a socket be answered, takes no new ones, and closes it then',
  async t => {
    const chat = fakeChat()
    const front = await serve(t, chat)
    const client = await connect(t, front.port)
    const posted = new Promise<void>(resolve => {
      chat.onPost = () => resolve()
    })
    client.send({ type: 'turn', ref: 'runs', text: 'x' })
    await posted
    const drained = front.drain(0, 5000)
    client.send({ type: 'turn', ref: 'late', text: 'y' })
    t.match(await client.next(), { type: 'error', ref: 'late', problem: { status: 503 } })
    const [held] = chat.held
    if (held === undefined) throw new Error('no turn was posted')
    held.sink.end(replyTo(held.order))
    t.match(await client.next(), { type: 'answer', ref: 'runs' })
    t.match(await client.closed(), { code: 1012 })
    await drained
  },
)

t.test('the end of a drain closes a socket whose turn still runs', async t => {
  const chat = fakeChat()
  const front = await serve(t, chat)
  const client = await connect(t, front.port)
  const posted = new Promise<void>(resolve => {
    chat.onPost = () => resolve()
  })
  client.send({ type: 'turn', ref: 'runs', text: 'x' })
  await posted
  await front.drain(0, 100)
  t.match(await client.closed(), { code: 1012 })
})

t.test(
  'frames beyond what a customer may send are refused unread, and too many of them end the socket',
  async t => {
    const { port } = await serve(t, readyChat())
    const client = await connect(t, port)
    for (let n = 0; n < 1000; n++) client.send({ type: 'cancel', ref: 'c', turn_id: turnId })
    t.match(await client.closed(), { code: 4008 })
  },
)

t.test('one socket may have so much under way and no more', async t => {
  const chat = fakeChat()
  const { port } = await serve(t, chat)
  const client = await connect(t, port)
  for (let i = 0; i <= 64; i++) client.send({ type: 'turn', ref: String(i), text: 'x' })
  t.match(await client.next(), { ref: '64', problem: { status: 429 } })
  t.equal(chat.held.length, 64)
})

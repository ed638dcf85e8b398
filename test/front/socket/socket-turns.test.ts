// Turns over a WebSocket: what a client is told of each, in which order, and what it may have under way.
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { dialogId, fakeChat, fakeParts, readyChat, replyTo, turnId } from '../../../perf/load/fake-front.js'
import { Problem } from '../../../src/problem.js'
import { connect } from '../../support/front/client.js'
import { feed, serve } from '../../support/front/socket-stage.js'

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
  const admit = () => ({ ok: false, retryAfterS: 7, headers: {} }) as const
  const front = await serve(t, chat, {
    overload: { ...parts.overload, refuses: () => refuses },
    admission: { ...parts.admission, admit, admitCheap: admit },
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

t.test('one socket may have so much under way and no more', async t => {
  const chat = fakeChat()
  const { port } = await serve(t, chat)
  const client = await connect(t, port)
  for (let i = 0; i <= 64; i++) client.send({ type: 'turn', ref: String(i), text: 'x' })
  t.match(await client.next(), { ref: '64', problem: { status: 429 } })
  t.equal(chat.held.length, 64)
})

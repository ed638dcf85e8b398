// Following dialogs over a WebSocket: replay, reset, and each event once.
import t from 'tap'
import { dialogId, fakeChat, replyTo, turnId } from '../../../perf/load/fake-front.js'
import { messageTurn } from '../../../perf/load/seat-acts.js'
import type { DialogView } from '../../../src/dialog/store/dialog-views.js'
import { connect } from '../../support/front/client.js'
import { feed, serve } from '../../support/front/socket-stage.js'

const storedTurn = (seq: number) => ({
  ...replyTo({ text: `q${seq}` } as never).turn,
  seq,
  turnId: `${seq}`.repeat(32),
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
    type: 'mode',
    dialog_id: dialogId,
    mode: 'seat',
    open: true,
    seat: { name: '小王' },
    service_id: 's1',
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

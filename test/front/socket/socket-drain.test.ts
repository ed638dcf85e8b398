// What a WebSocket is told when its process goes away.
import t from 'tap'
import { dialogId, fakeChat, readyChat, replyTo, turnId } from '../../../perf/load/fake-front.js'
import { connect } from '../../support/front/client.js'
import { feed, serve } from '../../support/front/socket-stage.js'

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

t.test('a drain does not wait for a turn that waits for a person', async t => {
  const chat = fakeChat()
  const subscriptions = feed()
  chat.dialog = { dialogId, mode: 'bot', expiresAt: 0, turns: [] }
  const front = await serve(t, chat, { subscriptions })
  const client = await connect(t, front.port)
  client.send({ type: 'resume', dialog_id: dialogId })
  client.send({ type: 'turn', ref: 'waits', text: '在吗', dialog_id: dialogId })
  client.send({ type: 'cancel', ref: 'seen', turn_id: '0'.repeat(32) })
  while ((await client.next()).ref !== 'seen');
  chat.held[0]?.sink.accepted({ dialogId, turnId, renewed: false })
  subscriptions.listeners.get(dialogId)?.({
    kind: 'mode',
    mode: 'seat',
    seat: { name: '小王', serviceId: 's' },
  })
  while ((await client.next()).mode !== 'seat');
  const drained = front.drain(0, 60_000)
  t.match(await client.closed(), { code: 1012 })
  await drained
})

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
